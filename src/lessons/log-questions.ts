// Questions about replicas, logs and keys. Types and names only: the schema and the grading both read them.

/** Questions about one partition; with `node`, about one of its replicas. */
export const LOG_ASKABLE = [
  /** Replicas that left the ISR below min.insync.replicas and may lead all the same: "{2}". */
  'elr',
  /** The leader's high watermark; with `node`, that replica's own. */
  'highWatermark',
  /** Records in the leader's log that nobody may read yet. */
  'aboveHighWatermark',
  /** Records that the leader has and `node` lacks. */
  'recordsBehind',
  /** When `node` left the ISR the last time, in ms; -1 when it did not. */
  'leftIsrAt',
  /** When `node` came back into the ISR the last time, in ms; -1 when it did not. */
  'joinedIsrAt',
  /** The newest exception that the application of `producer` saw; NONE without one. */
  'lastFailure',
  /** The partition of `topic` with the most records. */
  'longestLog',
  /** How many partitions of `topic` have records. */
  'partitionsUsed',
  /** How many partitions `topic` has. */
  'partitionCount',
  /** The partition of `topic` that `key` belongs to. */
  'partitionOfKey',
  /** How many other keys of `keys` share the partition of `key`. */
  'keysBeside',
  /** How many of `keys` keys change partition when a topic goes from `from` partitions to `to`. */
  'movedKeys',
] as const;
export type LogQuestion = (typeof LOG_ASKABLE)[number];

/** Whether the question is one of these. */
export function isLogQuestion(that: string): that is LogQuestion {
  return (LOG_ASKABLE as readonly string[]).includes(that);
}
