// The step `wire`: which requests each process completed since the last look, in order. Read from the trace, as the
// recording was read from the brokers' request log.

import type { TraceEvent } from '../../engine/kernel/events.ts';
import { createTraceReader } from '../../engine/kernel/trace-reader.ts';
import type { StepNamed, WireEntry } from '../../engine/scenario/story-schema.ts';
import { ADMIN, nodeName } from './cluster.ts';
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
  createTopicsRequest: 'CREATE_TOPICS',
  findCoordinatorRequest: 'FIND_COORDINATOR',
  joinGroupRequest: 'JOIN_GROUP',
  syncGroupRequest: 'SYNC_GROUP',
  heartbeatRequest: 'HEARTBEAT',
  leaveGroupRequest: 'LEAVE_GROUP',
  consumerGroupHeartbeatRequest: 'CONSUMER_GROUP_HEARTBEAT',
  offsetCommitRequest: 'OFFSET_COMMIT',
  offsetFetchRequest: 'OFFSET_FETCH',
  offsetForLeaderEpochRequest: 'OFFSET_FOR_LEADER_EPOCH',
  shareGroupHeartbeatRequest: 'SHARE_GROUP_HEARTBEAT',
  shareFetchRequest: 'SHARE_FETCH',
  shareAcknowledgeRequest: 'SHARE_ACKNOWLEDGE',
  initializeShareGroupStateRequest: 'INITIALIZE_SHARE_GROUP_STATE',
  readShareGroupStateRequest: 'READ_SHARE_GROUP_STATE',
  writeShareGroupStateRequest: 'WRITE_SHARE_GROUP_STATE',
};
/** Never compared. */
const DROPPED = ['API_VERSIONS', 'METADATA', 'ALLOCATE_PRODUCER_IDS'];
/** Of these the first counts, however often they are repeated. */
const ONCE = ['INIT_PRODUCER_ID', 'FIND_COORDINATOR'];
/** Compared by whether they occur. */
const LONG_POLLS = [
  'FETCH',
  'HEARTBEAT',
  'BROKER_HEARTBEAT',
  'CONSUMER_GROUP_HEARTBEAT',
  'SHARE_FETCH',
  'SHARE_GROUP_HEARTBEAT',
];
/** How often they come in the recorder's clients unless a setting says otherwise, ms. */
const INTERVAL_MS: Readonly<Record<string, number>> = {
  FETCH: 500,
  HEARTBEAT: 500,
  BROKER_HEARTBEAT: 2_000,
  CONSUMER_GROUP_HEARTBEAT: 5_000,
  SHARE_FETCH: 500,
  SHARE_GROUP_HEARTBEAT: 5_000,
};
/** How a broker's requests to share coordinators are called, and which broker's they are. */
const PERSISTER = /^Persister-client-(\d+)$/;
const PERSISTER_APIS = [
  'initializeShareGroupStateRequest',
  'readShareGroupStateRequest',
  'writeShareGroupStateRequest',
];
/** Controllers, metadata fetches and the recorder's own admin client. */
const IGNORED_SENDER = /^(1\d{3,}|raft-client-\d+|adminclient-\d+)$/;

/** A stretch must be this many intervals long before a periodic call has to be in it: its phase is drawn. */
const SURE_AFTER = 1.25;
/** So near the beginning or end of a look the phase of a periodic commit is chance, ms. */
const EDGE_MS = 1_000;
const CREATE_TOPICS = 'CREATE_TOPICS';
/** Whom the client that wants an internal topic asks is drawn: which broker creates it is not compared. */
const SOME_BROKER = 'some broker';

interface Call {
  readonly api: string;
  readonly atMs: number;
}
type Calls = Map<string, Call[]>;

function add(calls: Calls, sender: string, call: Call): void {
  const list = calls.get(sender) ?? [];
  calls.set(sender, list);
  list.push(call);
}

/** Per sender: which long polls occur, and the other calls in order without repetitions. */
interface Summary {
  readonly polls: string[];
  readonly calls: string[];
}

function summarise(list: readonly Call[]): Summary {
  const apis = list.map((call) => call.api);
  const polls = LONG_POLLS.filter((api) => apis.includes(api));
  const rest = apis.filter(
    (api, i) => !LONG_POLLS.includes(api) && !(ONCE.includes(api) && apis.indexOf(api) < i),
  );
  return { polls, calls: rest.filter((api, i) => api !== rest[i - 1]) };
}

/** A broker that keeps the state itself answers itself without a message, and finds the coordinator in its metadata. */
function isNeverSent({ from, to }: WireEntry, api: string): boolean {
  const broker = PERSISTER.exec(from)?.[1];
  return broker !== undefined && (api === 'FIND_COORDINATOR' || Number(broker) === to);
}

function recordedCalls(
  state: StoryState,
  entries: readonly WireEntry[],
  first: number,
  remarks: string[],
): Calls {
  const calls: Calls = new Map();
  if (first < 0) return calls;
  for (const entry of entries.slice(first)) {
    const api = nameOf(entry);
    if (IGNORED_SENDER.test(entry.from) || DROPPED.includes(api)) continue;
    if (isNeverSent(entry, api)) {
      const remark = `${entry.from}: ${api} to ${entry.to} is no message in the engine`;
      if (!remarks.includes(remark)) remarks.push(remark);
      continue;
    }
    if (!Object.values(API_NAMES).includes(api)) noteUnmodelled(state, `request ${api}`);
    else add(calls, api === CREATE_TOPICS ? SOME_BROKER : entry.from, { api, atMs: entry.atMs });
  }
  return calls;
}

/** What the sender of a request is called in a request log, '' for those that are never compared. */
function senderOf(state: StoryState, node: string, api: string): string {
  const client = state.clientNames.get(node);
  if (client !== undefined) return client;
  if (node === ADMIN) return '';
  const id = Number(node.slice(1));
  if (state.cluster.controllers.includes(id)) return '';
  if (PERSISTER_APIS.includes(api)) return `Persister-client-${id}`;
  const isFetcher =
    api === 'fetchRequest' || api === 'listOffsetsRequest' || api === 'offsetForLeaderEpochRequest';
  return isFetcher ? `broker-${id}-fetcher-0` : String(id);
}

/** The oldest open request of that way has its answer. */
function answer(state: StoryState, way: string): void {
  const open = state.unanswered.find((request) => request.way === way && !request.isAnswered);
  if (open !== undefined) open.isAnswered = true;
}

/** An answer arrives, or is lost on its way: it counts from when it was sent. */
function onAnswerArrived(state: StoryState, way: string): void {
  const counted = state.underway.get(way) ?? 0;
  if (counted > 0) state.underway.set(way, counted - 1);
  else answer(state, way);
}

/** Answers that are sent and not there yet: a request log has the request by then. */
function answerUnderway(state: StoryState): void {
  const { world } = state.cluster.run;
  const places = [
    world.queue,
    ...Object.values(world.nodes).map((node) => node.inbox),
    ...Object.values(world.connections).map((connection) => connection.held),
  ];
  const now = new Map<string, number>();
  for (const { from, node, message } of places.flat()) {
    if (message === 0 || !message.api.endsWith('Response')) continue;
    const way = wayOf(node, from, message.api);
    now.set(way, (now.get(way) ?? 0) + 1);
  }
  for (const [way, count] of now) {
    for (let i = state.underway.get(way) ?? 0; i < count; i++) answer(state, way);
    state.underway.set(way, count);
  }
}

/** Who asked whom for what; `api` may be that of the answer. */
function wayOf(asking: string, asked: string, api: string): string {
  return `${asking} ${asked} ${api.replace('Response', 'Request')}`;
}

/** Events after which a node does not go on asking as before: it stopped, came back, or leads what it followed. */
const BREAKS = [
  'process.paused',
  'process.resumed',
  'process.crashed',
  'process.exited',
  'process.started',
  'replica.becameLeader',
];

interface OurCalls {
  readonly calls: Calls;
  /** Nodes with such an event since the last look. */
  readonly broken: ReadonlySet<string>;
}

function ourCalls(state: StoryState): OurCalls {
  const { run } = state.cluster;
  const reader = createTraceReader(run.trace);
  const broken = new Set<string>();
  /** Brokers that are creating an internal topic; other calls of theirs to create topics are an admin client's. */
  const creating: string[] = [];
  for (let row = state.wireRow; row < reader.length; row++) {
    const type = reader.typeOf(row);
    if (BREAKS.includes(type)) broken.add((reader.event(row) as TraceEvent).node);
    if (type === 'offsetsTopic.requested') creating.push((reader.event(row) as TraceEvent).node);
    if (type !== 'message.delivered' && type !== 'message.dropped') continue;
    const event = reader.event(row) as TraceEvent;
    const { from, api } = event.fields as unknown as { from: string; api: string };
    if (!api.endsWith('Request')) {
      onAnswerArrived(state, wayOf(event.node, from, api));
      continue;
    }
    const sender = senderOf(state, from, api);
    const name = API_NAMES[api];
    if (type === 'message.dropped' || sender === '' || name === undefined) continue;
    if (name === CREATE_TOPICS && !creating.includes(from)) continue;
    const whose = name === CREATE_TOPICS ? SOME_BROKER : sender;
    const way = wayOf(from, event.node, api);
    state.unanswered.push({ way, sender: whose, api: name, atMs: event.at / 1000, isAnswered: false });
  }
  state.wireRow = reader.length;
  answerUnderway(state);
  const calls: Calls = new Map();
  for (const request of state.unanswered) if (request.isAnswered) add(calls, request.sender, request);
  state.unanswered = state.unanswered.filter((request) => !request.isAnswered);
  return { calls, broken };
}

function intervalMs(state: StoryState, api: string): number {
  const setting =
    api === 'BROKER_HEARTBEAT' ? state.story.brokerConfig?.['broker.heartbeat.interval.ms'] : undefined;
  return Number(setting ?? INTERVAL_MS[api] ?? 0);
}

/** From a sender's first call of a look to its last, ms. */
function stretch(list: readonly Call[]): number {
  const times = list.map((call) => call.atMs);
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times);
}

function nameOf(entry: WireEntry): string {
  return entry.api.replace(/ v\d+$/, '');
}

/** Long polls of which nothing can be said: the two sides were not seen long enough, or by the recording's folding. */
function openPolls(
  state: StoryState,
  early: readonly WireEntry[],
  sender: string,
  recorded: readonly Call[],
  ours: readonly Call[],
  windowMs: number,
  broken: ReadonlySet<string>,
): string[] {
  const broker = /^(?:broker-)?(\d+)(?:-fetcher-\d+)?$/.exec(sender)?.[1];
  const isSeenInPart = broker === undefined || broken.has(nodeName(Number(broker)));
  const seenMs = isSeenInPart ? Math.min(stretch(recorded), stretch(ours)) : windowMs;
  const open = LONG_POLLS.filter((api) => seenMs < intervalMs(state, api) * SURE_AFTER);
  for (const entry of early) {
    const api = nameOf(entry);
    if (entry.from === sender && entry.times > 1 && LONG_POLLS.includes(api)) open.push(api);
  }
  return open;
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

function windowOf(times: readonly number[]): Window {
  return { fromMs: Math.min(...times), toMs: Math.max(...times) };
}

/**
 * The periodic auto commit comes at a phase of the client's own start: one that is near the end of a look on one side is
 * in the next look on the other.
 */
function withoutEdgeCommits(list: readonly Call[], { fromMs, toMs }: Window): Call[] {
  const isEdge = ({ atMs }: Call) => atMs - fromMs < EDGE_MS || toMs - atMs < EDGE_MS;
  const kept = list.filter((call) => !LONG_POLLS.includes(call.api));
  const isCommit = (call: Call | undefined) =>
    call !== undefined && call.api === 'OFFSET_COMMIT' && isEdge(call);
  while (isCommit(kept[0])) kept.shift();
  while (isCommit(kept[kept.length - 1])) kept.pop();
  return kept;
}

/** Index of the first entry that counts, -1 for none. */
function firstCounted(state: StoryState, entries: readonly WireEntry[]): number {
  if (state.hasWireBegun) return 0;
  const at = entries.findIndex((entry) => nameOf(entry) === CREATE_TOPICS);
  if (at >= 0) state.hasWireBegun = true;
  return at;
}

export function playWire(state: StoryState, step: StepNamed<'wire'>): Outcome {
  const { now } = state.cluster.run.world;
  const windowMs = (now - state.wireAt) / 1000;
  state.wireAt = now;
  const { calls: ours, broken } = ourCalls(state);
  if (!Array.isArray(step.observed)) return { differences: [] };
  const first = firstCounted(state, step.observed);
  const early = step.observed.slice(0, Math.max(0, first));
  const remarks: string[] = [];
  const recorded = recordedCalls(state, step.observed, first, remarks);
  const theirWindow = windowOf(step.observed.map((entry) => entry.atMs));
  const ourWindow = { fromMs: now / 1000 - windowMs, toMs: now / 1000 };
  const differences: string[] = [];
  for (const sender of new Set([...recorded.keys(), ...ours.keys()])) {
    if (step.client !== undefined && step.client !== sender) continue;
    const theirs = recorded.get(sender) ?? [];
    const mine = ours.get(sender) ?? [];
    const open = openPolls(state, early, sender, theirs, mine, windowMs, broken);
    const a = summarise(theirs);
    const b = summarise(mine);
    for (const api of LONG_POLLS) {
      if (a.polls.includes(api) === b.polls.includes(api)) continue;
      const where = a.polls.includes(api) ? 'in the recording' : 'in the engine';
      if (open.includes(api)) remarks.push(`${sender}: ${api} only ${where}, in a stretch too short to tell`);
      else differences.push(`${sender}: ${api} only ${where}`);
    }
    if (a.calls.join() === b.calls.join()) continue;
    const c = summarise(withoutEdgeCommits(theirs, theirWindow));
    const d = summarise(withoutEdgeCommits(mine, ourWindow));
    if (c.calls.join() !== d.calls.join())
      differences.push(differs(`${sender}, order of calls`, a.calls, b.calls));
    else remarks.push(`${sender}: OFFSET_COMMIT at the edge of the look, which may fall on either side`);
  }
  return { ours: Object.fromEntries(ours), differences, remarks };
}
