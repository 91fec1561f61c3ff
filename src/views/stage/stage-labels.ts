// Small makers of labels, and the boxes that labels cover.

import { monoWidth, sansWidth } from '../text-width.ts';
import type { Box, Label, Tone } from './stage-scene.ts';

type Options = Partial<Pick<Label, 'anchor' | 'isBold' | 'size'>>;

/** Words. */
export function words(text: string, x: number, y: number, tone: Tone, options: Options = {}): Label {
  return { text, x, y, tone, anchor: 'start', font: 'sans', size: 11.5, isBold: false, ...options };
}

/** Figures and Kafka's own names. */
export function figures(text: string, x: number, y: number, tone: Tone, options: Options = {}): Label {
  return { text, x, y, tone, anchor: 'start', font: 'mono', size: 10.5, isBold: false, ...options };
}

export function labelWidth(label: Pick<Label, 'text' | 'font' | 'size' | 'isBold'>): number {
  return label.font === 'mono'
    ? monoWidth(label.text, label.size)
    : sansWidth(label.text, label.size, label.isBold);
}

/** What a label covers. */
export function labelBox(label: Label): Box {
  const width = labelWidth(label);
  const x =
    label.anchor === 'start' ? label.x : label.anchor === 'end' ? label.x - width : label.x - width / 2;
  return { x, y: label.y - label.size * 0.78, width, height: label.size * 0.98 };
}
