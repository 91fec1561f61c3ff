// What the fidelity page says of one mechanism: how close the model is to Kafka 4.3.1, and how we know.

/** `exact`: the same rule, nothing left out on purpose. `simplified`: the rule holds but for the notes. */
export type Verdict = 'exact' | 'simplified' | 'absent';

/** One departure from the real thing, in a sentence for learners. */
export interface Note {
  readonly says: string;
  /** The file below src/engine that says so in its `Simplification:`; left out where no single file does. */
  readonly file?: string;
}

/** One thing that Kafka, its clients or the machines below them do. */
export interface Mechanism {
  /** Permanent: addresses name it. */
  readonly id: string;
  readonly name: string;
  readonly verdict: Verdict;
  /** What it does, in one plain sentence. */
  readonly about: string;
  /** Empty exactly when it is exact. Of what is absent: what that means for a run. */
  readonly notes: readonly Note[];
  /** Where the rule comes from: KIPs, classes of Kafka 4.3.1, standards. */
  readonly sources: readonly string[];
  /** Recordings of the real systems that are about it, without ending; stories and wire stories by name alone. */
  readonly fixtures?: readonly string[];
  /** Vectors that the model passes, by file name without ending. */
  readonly vectors?: readonly string[];
}

/** Mechanisms that belong together. */
export interface Room {
  readonly id: string;
  readonly title: string;
  readonly mechanisms: readonly Mechanism[];
}
