// Names and small shared types of the Kafka model.

/** "orders-0": topic, dash, partition number. */
export type TopicPartition = string;
/** Kafka's node.id: 1, 2, … for brokers, 1001, … for controllers. -1 = none. */
export type BrokerId = number;
/** Kafka's error name, NONE when there is none. */
export type ErrorName = string;

export const NO_LEADER = -1;
export const NONE = 'NONE';

export function topicPartition(topic: string, partition: number): TopicPartition {
  return `${topic}-${partition}`;
}

/** A partition of one of Kafka's own topics (`__consumer_offsets`, …): kept out of pictures and totals. */
export function isInternal(tp: TopicPartition): boolean {
  return tp.startsWith('__');
}

/** Splits at the last dash: a topic name may hold dashes itself. */
export function splitTopicPartition(tp: TopicPartition): { topic: string; partition: number } {
  const dash = tp.lastIndexOf('-');
  return { topic: tp.slice(0, dash), partition: Number(tp.slice(dash + 1)) };
}
