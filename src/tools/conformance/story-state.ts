// What a player remembers from step to step.

import type { Story } from '../../engine/scenario/story-schema.ts';
import { type Cluster, createCluster } from './cluster.ts';
import type { StoryMember } from './group-members.ts';
import { shownIds } from './recorded-choices.ts';

/** Acknowledged offsets of one partition, in the engine and in the recording. */
export interface Acked {
  readonly ours: Set<number>;
  readonly recorded: Set<number>;
}

/** The same, in a topic with records that a producer gave up on: by so many an offset may differ. */
export interface AckedAmongOthers extends Acked {
  readonly givenUp: number;
}

/** A request of which the answer has arrived or not. */
export interface WireRequest {
  /** Sender, receiver and API: answers of one way come in the order of the requests. */
  readonly way: string;
  /** What the sender is called in a request log. */
  readonly sender: string;
  readonly api: string;
  /** When it arrived, ms. */
  readonly atMs: number;
  isAnswered: boolean;
}

/** Members of groups. */
export interface StoryMembers {
  /** By client.id: those that did not leave. */
  readonly present: Map<string, StoryMember>;
  /** All that ever started, with the name (group, client.id) under which a tool shows them. */
  readonly started: { readonly node: string; readonly key: string }[];
  /** By that name: the member ids that the recording shows, in order. */
  readonly shown: ReadonlyMap<string, readonly string[]>;
  /** Member ids that our looks have shown: (group, client.id, id). */
  readonly ours: Set<string>;
  /** By (group, group.instance.id): the name of the member that has it. */
  readonly instances: Map<string, string>;
}

export interface StoryState {
  readonly story: Story;
  readonly cluster: Cluster;
  /** Controllers whose names differ: id in the recording -> id in the engine. */
  readonly renamed: Map<number, number>;
  readonly topics: Set<string>;
  readonly members: StoryMembers;
  /** By partition ("t-0"). */
  readonly acked: Map<string, Acked>;
  /** Texts of records that a producer gave up on, here or in the recording: they may be in a log or not. */
  readonly givenUp: Set<string>;
  /** Topics that such records were sent to, and how many, of both sides. */
  readonly uncertain: Map<string, number>;
  /** The quorum at the last look. */
  quorum?: { readonly leader: number; readonly epoch: number };
  /** Row of the trace at which the last look at the wire ended. */
  wireRow: number;
  /** And its time, µs; the first look begins with the first topic. */
  wireAt: number;
  /** Requests that were under way then, in order of arrival. */
  unanswered: WireRequest[];
  /** By way: answers that were on their way at the last look, and count already. */
  readonly underway: Map<string, number>;
  /** The recording has shown the first CREATE_TOPICS: what came before is the recorder's own start. */
  hasWireBegun: boolean;
  /** Nodes that were made for steps: what their requests are called on the wire. */
  readonly clientNames: Map<string, string>;
  /** Things of the story that the engine does not model. */
  readonly notes: string[];
}

/** A cluster at the story's beginning, and nothing remembered yet. `joinWaitMs`: see StartOrder.waitMs. */
export function beginStory(story: Story, seed: number, joinWaitMs = 0): StoryState {
  const cluster = createCluster(story, seed, joinWaitMs);
  return {
    story,
    cluster,
    renamed: new Map(),
    topics: new Set(),
    members: {
      present: new Map(),
      started: [],
      shown: shownIds(story),
      ours: new Set(),
      instances: new Map(),
    },
    acked: new Map(),
    givenUp: new Set(),
    uncertain: new Map(),
    wireRow: 0,
    wireAt: 0,
    unanswered: [],
    underway: new Map(),
    hasWireBegun: false,
    clientNames: new Map(),
    notes: [...cluster.unknown],
  };
}

/** Notes something that the engine does not model, once. */
export function noteUnmodelled(state: StoryState, what: string): void {
  if (!state.notes.includes(what)) state.notes.push(what);
}

/** The engine's id of a node that the recording calls `id`. */
export function ourId(state: StoryState, id: number): number {
  return state.renamed.get(id) ?? id;
}

/** The recording's id of a node of the engine. */
export function recordedId(state: StoryState, id: number): number {
  for (const [recorded, ours] of state.renamed) if (ours === id) return recorded;
  return id;
}

/** From now on the recording's controller `recorded` is the engine's `ours`; who had that name takes the other one. */
export function rename(state: StoryState, recorded: number, ours: number): void {
  const holder = recordedId(state, ours);
  const before = ourId(state, recorded);
  state.renamed.set(recorded, ours);
  state.renamed.set(holder, holder === recorded ? ours : before);
}

export function ackedOf(state: StoryState, tp: string): Acked {
  let acked = state.acked.get(tp);
  if (acked === undefined) {
    acked = { ours: new Set(), recorded: new Set() };
    state.acked.set(tp, acked);
  }
  return acked;
}

/** How many acknowledged offsets lie below `offset`: where a record stands when given-up records are taken out. */
export function rankIn(acked: ReadonlySet<number>, offset: number): number {
  let rank = 0;
  for (const o of acked) if (o < offset) rank++;
  return rank;
}
