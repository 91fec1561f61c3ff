// What the Group view draws, as positions and words. Made by group-layout.ts and lag-layout.ts, drawn by GroupBlock.

/** Index of the member whose colour a mark has; -1 for none. */
export type MemberIndex = number;
/** Several members of a share group at once: no member's colour. */
export const SEVERAL: MemberIndex = -2;

export interface Band {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  /** Of the row, or of one lane where several members read. */
  readonly y: number;
  readonly height: number;
  /** -1: nobody consumes. */
  readonly member: MemberIndex;
  /** Another member took it over here: a solid edge. */
  readonly isMoved: boolean;
  /** What fits; may be ''. */
  readonly label: string;
  readonly title: string;
}

export interface GroupRow {
  readonly tp: string;
  readonly y: number;
  readonly height: number;
  readonly bands: readonly Band[];
  /** Stretches in which its member is inside its handler. */
  readonly busy: readonly {
    readonly x: number;
    readonly width: number;
    readonly y: number;
    readonly member: MemberIndex;
  }[];
  /** "4.4 s", "–". */
  readonly stopped: string;
  readonly isSelected: boolean;
  /** All of it in words. */
  readonly words: string;
}

export interface PhaseStep {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  /** Top of the step: higher with each generation. */
  readonly y: number;
  readonly isOpen: boolean;
  readonly label: string;
  readonly title: string;
}

export interface CallTick {
  readonly key: string;
  readonly x: number;
  readonly at: number;
  readonly member: MemberIndex;
  readonly isFault: boolean;
  readonly label: string;
  readonly title: string;
}

export interface Sum {
  readonly id: 'stopped' | 'seconds' | 'longest' | 'waited';
  readonly value: string;
  readonly label: string;
  /** To find the worst of several groups. */
  readonly amount: number;
}

export interface GroupScene {
  readonly group: string;
  readonly width: number;
  readonly height: number;
  readonly steps: readonly PhaseStep[];
  readonly stepsBottom: number;
  readonly ticks: readonly CallTick[];
  readonly rows: readonly GroupRow[];
  /** A join phase completes. */
  readonly barriers: readonly number[];
  readonly sums: readonly Sum[];
  readonly hiddenFrom: number | undefined;
  readonly pendingFrom: number | undefined;
}

/** The stretch of the run that is shown, and how far it may be seen. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface GroupOptions {
  readonly width: number;
  readonly window: Window;
  readonly horizon: number;
  readonly computedTo: number;
  readonly selected: string | undefined;
}
