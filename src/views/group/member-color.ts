// In the Group view colour means member, never partition.

import { PARTITION_COLORS, partitionColor } from '../partition-look.ts';

/** CSS colour of the group's member with that index; `soft` fills a band. A missing member has none. */
export function memberColor(index: number, tone: 'mark' | 'text' | 'soft' = 'mark'): string {
  if (index < 0) return `var(--color-warning${tone === 'mark' ? '' : `-${tone}`})`;
  const color = partitionColor({ color: index % PARTITION_COLORS, shape: 'circle' }, tone);
  // Names stand upon the soft band of their own hue: a little ink gives them the contrast that small text needs.
  return tone === 'text' ? `color-mix(in srgb, ${color} 65%, var(--color-ink))` : color;
}
