// The step `wire`: which requests each process completed since the last look, in order. Read from the trace, as the
// recording was read from the brokers' request log.

import type { TraceEvent } from '../../engine/kernel/events.ts';
import { createTraceReader } from '../../engine/kernel/trace-reader.ts';
import type { StepNamed, WireEntry } from '../../engine/scenario/story-schema.ts';
import { ADMIN } from './cluster.ts';
import { differs } from './compare.ts';
import type { Outcome } from './outcome.ts';
import { noteUnmodelled, type StoryState } from './story-state.ts';

/** Kafka's names of the requests that the engine sends. */
const API_NAMES: Readonly<Record<string, string>> = {
  produceRequest: 'PRODUCE',
  fetchRequest: 'FETCH',
  listOffsetsRequest: 'LIST_OFFSETS',
  initProducerIdRequest: 'INIT_PRODUCER_ID',
  brokerRegistrationRequest: 'BROKER_REGISTRATION',
  brokerHeartbeatRequest: 'BROKER_HEARTBEAT',
  alterPartitionRequest: 'ALTER_PARTITION',
};
/** Never compared. */
const DROPPED = ['API_VERSIONS', 'METADATA', 'ALLOCATE_PRODUCER_IDS'];
/** Compared by whether they occur. */
const LONG_POLLS = ['FETCH', 'HEARTBEAT', 'BROKER_HEARTBEAT', 'CONSUMER_GROUP_HEARTBEAT'];
/** Default of broker.heartbeat.interval.ms. */
const HEARTBEAT_DEFAULT_MS = 2_000;
/** Controllers, metadata fetches and the recorder's own admin client. */
const IGNORED_SENDER = /^(1\d{3,}|raft-client-\d+|adminclient-\d+)$/;

/** A look must be this many intervals long before a periodic call has to be in it: its phase is drawn. */
const SURE_AFTER = 1.25;

type Calls = Map<string, string[]>;

function add(calls: Calls, sender: string, api: string): void {
  const list = calls.get(sender) ?? [];
  calls.set(sender, list);
  list.push(api);
}

/** Per sender: which long polls occur, and the other calls in order without repetitions. */
interface Summary {
  readonly polls: string[];
  readonly calls: string[];
}

function summarise(list: readonly string[]): Summary {
  const polls = LONG_POLLS.filter((api) => list.includes(api));
  const rest = list.filter((api) => !LONG_POLLS.includes(api) && !DROPPED.includes(api));
  return { polls, calls: rest.filter((api, i) => api !== rest[i - 1]) };
}

function recordedCalls(state: StoryState, entries: readonly WireEntry[]): Calls {
  const first = entries.findIndex((e) => e.api.startsWith('CREATE_TOPICS'));
  const calls: Calls = new Map();
  // What came before the first topic is the recorder's own start.
  if (first < 0 && state.topics.size === 0) return calls;
  entries.slice(Math.max(0, first)).forEach((entry) => {
    const api = nameOf(entry);
    if (IGNORED_SENDER.test(entry.from) || DROPPED.includes(api)) return;
    if (!Object.values(API_NAMES).includes(api)) {
      noteUnmodelled(state, `request ${api}`);
      return;
    }
    add(calls, entry.from, api);
  });
  return calls;
}

/** What the sender of a request is called in a request log, '' for those that are never compared. */
function senderOf(state: StoryState, node: string, api: string): string {
  const client = state.clientNames.get(node);
  if (client !== undefined) return client;
  if (node === ADMIN) return '';
  const id = Number(node.slice(1));
  if (state.cluster.controllers.includes(id)) return '';
  return api === 'fetchRequest' || api === 'listOffsetsRequest' ? `broker-${id}-fetcher-0` : String(id);
}

function ourCalls(state: StoryState): Calls {
  const { run } = state.cluster;
  const reader = createTraceReader(run.trace);
  const arrived = state.unanswered;
  for (let row = state.wireRow; row < reader.length; row++) {
    if (reader.typeOf(row) !== 'message.delivered') continue;
    const event = reader.event(row) as TraceEvent;
    const { from, api } = event.fields as unknown as { from: string; api: string };
    if (api.endsWith('Request')) {
      const sender = senderOf(state, from, api);
      if (sender === '' || API_NAMES[api] === undefined) continue;
      arrived.push({ way: `${from} ${event.node} ${api}`, sender, api: API_NAMES[api], isAnswered: false });
      continue;
    }
    const way = `${event.node} ${from} ${api.replace('Response', 'Request')}`;
    const answered = arrived.find((request) => request.way === way && !request.isAnswered);
    if (answered !== undefined) answered.isAnswered = true;
  }
  state.wireRow = reader.length;
  const calls: Calls = new Map();
  for (const request of arrived) if (request.isAnswered) add(calls, request.sender, request.api);
  state.unanswered = arrived.filter((request) => !request.isAnswered);
  return calls;
}

/**
 * Calls of whose occurrence nothing can be said: periodic ones in a look shorter than their interval, and those that
 * the recording folded into an entry from before the first topic.
 */
function openCalls(
  state: StoryState,
  entries: readonly WireEntry[],
  sender: string,
  windowMs: number,
): string[] {
  const open: string[] = [];
  const interval = Number(state.story.brokerConfig?.['broker.heartbeat.interval.ms'] ?? HEARTBEAT_DEFAULT_MS);
  if (windowMs < interval * SURE_AFTER) open.push('BROKER_HEARTBEAT');
  const first = entries.findIndex((e) => e.api.startsWith('CREATE_TOPICS'));
  for (const entry of entries.slice(0, Math.max(0, first))) {
    const api = nameOf(entry);
    if (entry.from === sender && entry.times > 1 && LONG_POLLS.includes(api)) open.push(api);
  }
  return open;
}

function nameOf(entry: WireEntry): string {
  return entry.api.replace(/ v\d+$/, '');
}

export function playWire(state: StoryState, step: StepNamed<'wire'>): Outcome {
  const { now } = state.cluster.run.world;
  const windowMs = (now - state.wireAt) / 1000;
  state.wireAt = now;
  const ours = ourCalls(state);
  if (!Array.isArray(step.observed)) return { differences: [] };
  const recorded = recordedCalls(state, step.observed);
  const differences: string[] = [];
  const senders = [...new Set([...recorded.keys(), ...ours.keys()])];
  for (const sender of senders) {
    if (step.client !== undefined && step.client !== sender) continue;
    const open = openCalls(state, step.observed, sender, windowMs);
    const isCompared = (api: string) => !open.includes(api);
    const a = summarise((recorded.get(sender) ?? []).filter(isCompared));
    const b = summarise((ours.get(sender) ?? []).filter(isCompared));
    if (a.polls.join() !== b.polls.join())
      differences.push(differs(`${sender}, long polls`, a.polls, b.polls));
    if (a.calls.join() !== b.calls.join())
      differences.push(differs(`${sender}, order of calls`, a.calls, b.calls));
  }
  return { ours: Object.fromEntries(ours), differences };
}
