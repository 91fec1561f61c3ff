// Which partitions the general sticky algorithm has moved between whom, so that a move back takes one of those instead
// of shuffling others (AbstractStickyAssignor.PartitionMovements).

import { must } from '../../../base/assert.ts';
import { splitTopicPartition, type TopicPartition } from '../names.ts';
import { JAVA_DEFAULT_CAPACITY, javaBucket, javaGrownCapacity, javaTopicPartitionHash } from './java-hash.ts';

/** Partitions of one topic that moved from one member to another, as Java's HashSet holds them. */
interface Movement {
  topic: string;
  from: string;
  to: string;
  partitions: TopicPartition[];
  /** Table size of the set; it never shrinks. */
  capacity: number;
}

export type Movements = Movement[];

function findMovement(movements: Movements, topic: string, from: string, to: string): Movement | undefined {
  return movements.find((m) => m.topic === topic && m.from === from && m.to === to);
}

function findMovementOf(movements: Movements, tp: TopicPartition): Movement | undefined {
  return movements.find((m) => m.partitions.includes(tp));
}

/** Records that `tp` goes from `from` to `to`. A partition on its second move is recorded from its first owner. */
export function recordMovement(movements: Movements, tp: TopicPartition, from: string, to: string): void {
  const earlier = findMovementOf(movements, tp);
  let source = from;
  if (earlier !== undefined) {
    earlier.partitions.splice(earlier.partitions.indexOf(tp), 1);
    if (earlier.partitions.length === 0) movements.splice(movements.indexOf(earlier), 1);
    source = earlier.from;
    // Back home: as if it had never moved.
    if (source === to) return;
  }
  const { topic } = splitTopicPartition(tp);
  let movement = findMovement(movements, topic, source, to);
  if (movement === undefined) {
    movement = { topic, from: source, to, partitions: [], capacity: JAVA_DEFAULT_CAPACITY };
    movements.push(movement);
  }
  movement.partitions.push(tp);
  movement.capacity = javaGrownCapacity(movement.capacity, movement.partitions.length);
}

/** The partition to move instead of `tp` from `from` to `to`: one of the topic that came the opposite way, if any. */
export function partitionToMove(
  movements: Movements,
  tp: TopicPartition,
  from: string,
  to: string,
): TopicPartition {
  const { topic } = splitTopicPartition(tp);
  const source = findMovementOf(movements, tp)?.from ?? from;
  const opposite = findMovement(movements, topic, to, source);
  return opposite === undefined ? tp : firstInHashOrder(opposite);
}

function firstInHashOrder(movement: Movement): TopicPartition {
  let first: TopicPartition | undefined;
  let lowest = movement.capacity;
  for (const tp of movement.partitions) {
    const bucket = javaBucket(javaTopicPartitionHash(tp), movement.capacity);
    if (bucket >= lowest) continue;
    first = tp;
    lowest = bucket;
  }
  return must(first, 'a movement that is not empty');
}
