// What the timeline draws: positions, looks and words. Made by timeline-layout.ts, drawn by TimelineView.

export type BarLook =
  | 'fault'
  | 'leader'
  | 'unreachable'
  | 'noLeader'
  | 'isr'
  | 'isrShrunk'
  | 'underMin'
  | 'unavailable';

export interface Bar {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly look: BarLook;
  /** Line within its lane, from the top; 0 in lanes of one line. */
  readonly track: number;
  /** What fits into it; may be ''. */
  readonly label: string;
  /** The whole of it in words, with its times. */
  readonly title: string;
}

export interface TickMark {
  readonly key: string;
  readonly x: number;
  readonly isFault: boolean;
  readonly label: string;
  readonly title: string;
}

export interface LineMark {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor: 'start' | 'middle' | 'end';
}

export interface Lane {
  readonly id: string;
  readonly label: string;
  /** Partition that it is about, with its index for colour and shape. */
  readonly partition?: { readonly tp: string; readonly index: number };
  readonly y: number;
  readonly height: number;
  readonly bars: readonly Bar[];
  readonly ticks: readonly TickMark[];
  /** A curve: SVG path and a few figures. */
  readonly line?: { readonly path: string; readonly marks: readonly LineMark[] };
}

export interface TimelineScene {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly Lane[];
  readonly axis: readonly { readonly x: number; readonly text: string }[];
  readonly axisY: number;
  /** From here on nothing may be seen; undefined without an open prediction. */
  readonly hiddenFrom: number | undefined;
  /** From here on the run is not computed yet; undefined when it is, or when that part is hidden. */
  readonly pendingFrom: number | undefined;
}
