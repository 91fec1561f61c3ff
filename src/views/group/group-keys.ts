// Keys of the Group view: up and down choose the partition, left and right step to the next event of any group, digits
// show one group alone or (0) all.

import type { KeyboardEvent } from 'react';
import type { Player } from '../../player/player-types.ts';
import { momentsOf } from './group-sums.ts';
import type { GroupData } from './group-track.ts';

export interface KeyContext {
  readonly player: Player;
  readonly data: GroupData;
  /** Partitions from top to bottom. */
  readonly rows: readonly string[];
  readonly selected: string | undefined;
  readonly limit: number;
  readonly show: (group: string | undefined) => void;
  /** Where the focus goes: the row of that partition, or that group, which may be the only one left. */
  readonly focus: (on: { readonly tp?: string; readonly group?: string }) => void;
}

/** Handles a key; keys that mean nothing here go on to the page. */
export function groupKeys(event: KeyboardEvent<HTMLElement>, context: KeyContext): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!handle(event.key, context)) return;
  event.preventDefault();
  event.stopPropagation();
}

function handle(key: string, context: KeyContext): boolean {
  const { player, data, rows, selected, limit, show, focus } = context;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const at = selected === undefined ? 0 : rows.indexOf(selected);
    const tp = rows[Math.min(rows.length - 1, Math.max(0, at + (key === 'ArrowUp' ? -1 : 1)))];
    if (tp === undefined) return true;
    player.select({ kind: 'partition', tp });
    focus({ tp });
    return true;
  }
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const { t } = player.getState();
    const moments = momentsOf(data, limit);
    const to = key === 'ArrowRight' ? moments.find((one) => one > t) : moments.findLast((one) => one < t);
    player.pause();
    if (to !== undefined) player.seek(to);
    return true;
  }
  if (key === '0') {
    show(undefined);
    return true;
  }
  const group = /^[1-9]$/.test(key) ? data.groups[Number(key) - 1] : undefined;
  if (group === undefined || data.groups.length < 2) return false;
  show(group.group);
  focus({ group: group.group });
  return true;
}
