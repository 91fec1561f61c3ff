// Answering on a diagram: which things may be chosen, what is chosen, and what is marked afterwards. The view knows
// nothing of questions.

import type { TopicPartition } from '../engine/kafka/names.ts';
import type { NodeId } from '../engine/kernel/world.ts';

export type PickTarget =
  | { readonly kind: 'node'; readonly node: NodeId }
  | { readonly kind: 'replica'; readonly node: NodeId; readonly tp: TopicPartition }
  | { readonly kind: 'partition'; readonly tp: TopicPartition }
  | { readonly kind: 'nobody' };

export interface Pick {
  /** What the choices are about, for screen readers: "Who leads orders-0 next?" */
  readonly question: string;
  /** The choices, in the order in which they are read. */
  readonly allowed: readonly PickTarget[];
  readonly selected?: PickTarget | undefined;
  readonly onPick: (target: PickTarget) => void;
  /** Name of a choice; must not give the answer away. */
  readonly label: (target: PickTarget) => string;
}

export interface Mark {
  readonly target: PickTarget;
  readonly text: string;
  readonly kind: 'yours' | 'engine';
}

/** One text per target, for keys and comparison. */
export function pickKey(target: PickTarget): string {
  switch (target.kind) {
    case 'node':
      return `node ${target.node}`;
    case 'replica':
      return `replica ${target.node} ${target.tp}`;
    case 'partition':
      return `partition ${target.tp}`;
    case 'nobody':
      return 'nobody';
  }
}
