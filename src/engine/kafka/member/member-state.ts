// What a member of a consumer group is: a client process with one application thread that polls, and a background
// thread that keeps it in the group. [src: clients/consumer/internals/ClassicKafkaConsumer.java, AsyncKafkaConsumer.java,
// AbstractCoordinator.java, ConsumerCoordinator.java, ConsumerMembershipManager.java]

import type { Micros, Millis } from '../../../base/units.ts';
import type { BatchId } from '../../kernel/chain-store.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { Row } from '../../kernel/events.ts';
import type { NodeId, NodeState } from '../../kernel/world.ts';
import type { ConsumerConfig, ConsumerPartition, OpenRequest } from '../consumer/consumer-state.ts';
import type { KafkaEvents } from '../events.ts';
import type { JoinGroupResponse, OffsetToCommit } from '../group-messages.ts';
import type { ClientAssignor } from '../groups/leader-assignment.ts';
import type { BrokerId, TopicPartition } from '../names.ts';
import type { ClientMetadata } from '../net/client-metadata.ts';
import type { ClientTimers } from '../net/client-timers.ts';
import type { NetworkClient } from '../net/network-client.ts';

/** What a member's handlers act through. */
export type MemberCtx = Ctx<KafkaEvents>;

/**
 * When the application commits: Kafka's auto commit, or itself after (sync, async) or before it processes a poll.
 * `handover`: another thread processes while this one polls on, and auto commit counts as done what was handed over.
 */
export type CommitMode = 'auto' | 'handover' | 'sync' | 'async' | 'before' | 'none';

/** A job instead of polling for ever: some records, one commit, the end. */
export interface MemberJob {
  /** Ends after so many records, -1 = none set. */
  max: number;
  /** Of what was polled only so many are processed, -1 = all. */
  processOnly: number;
  /** When it commits what it polled: at the end, after each poll before processing, not at all. */
  commit: 'after' | 'before' | 'none';
  end: 'leave' | 'vanish';
  /** Ends at the latest after so long (ms). */
  forMs: Millis;
  /** When a recording is replayed: how many records of each partition it reads; whose fetch is answered first is open. */
  quota?: Record<TopicPartition, number>;
}

/** Kafka's names; times in ms. Defaults in config/defaults.ts. */
export interface MemberConfig extends Omit<ConsumerConfig, 'reads'> {
  'group.id': string;
  'client.id': string;
  'group.protocol': 'classic' | 'consumer';
  /** group.instance.id, '' = dynamic. */
  'group.instance.id': string;
  /** Classic protocol, in order of preference. */
  'partition.assignment.strategy': ClientAssignor[];
  /** Consumer protocol: server-side assignor, '' = the coordinator's default. */
  'group.remote.assignor': string;
  'session.timeout.ms': number;
  'heartbeat.interval.ms': number;
  'max.poll.interval.ms': number;
  'max.poll.records': number;
  'enable.auto.commit': boolean;
  'auto.commit.interval.ms': number;
  'default.api.timeout.ms': number;
  /** The application: time that one record takes, and when it commits. */
  processing: Micros;
  commit: CommitMode;
  job?: MemberJob;
  /** close() waits at most so long (ms); absent = Kafka's 30 s. */
  closeTimeoutMs?: Millis;
  /** When a recording is replayed: the member ids that were drawn, in order. */
  memberIds?: string[];
}

/**
 * `initializing`: the committed offset is asked for; `resetting`: there is none, auto.offset.reset decides;
 * `validating`: the leader is asked whether that history still stands; `fetching`: it has a position.
 */
export type PositionPhase = 'initializing' | 'resetting' | 'validating' | 'fetching';

export interface MemberPartition extends ConsumerPartition {
  phase: PositionPhase;
  /** About to be revoked: nothing is fetched or returned. */
  isFrozen: boolean;
  /** Fetched and not returned by poll(): up to this offset; = position when there is nothing. */
  bufferedTo: number;
  /** Last batch of it, -1 = nothing. */
  bufferTail: BatchId;
  /** Leader epoch for which the position was last found good. */
  validatedEpoch: number;
}

/** The member's link to its coordinator. */
export interface CoordinatorLink {
  /** '' = unknown. */
  node: NodeId;
  id: BrokerId;
  /** FindCoordinator on its way, -1 = none; failed attempts; not before (ms). */
  correlationId: number;
  attempts: number;
  retryAtMs: Millis;
  /** Row of the last answer of the coordinator, -1. */
  heardRow: Row;
}

export type CallKind = 'join' | 'sync' | 'heartbeat' | 'leave' | 'commit' | 'offsetFetch' | 'beat';

/** An open request to the coordinator. */
export interface CoordinatorCall {
  correlationId: number;
  kind: CallKind;
  /** Generation (or memberEpoch) and member id when it was sent. */
  generation: number;
  memberId: string;
  /** Of a commit that somebody waits for. */
  isBlocking: boolean;
  reason: string;
  /** Partitions of an OffsetFetch. */
  tps: TopicPartition[];
}

/** What the link to a coordinator needs of a client: members of all kinds of groups have it. */
export interface LinkedClient {
  readonly config: Pick<
    MemberConfig,
    'group.id' | 'request.timeout.ms' | 'retry.backoff.ms' | 'retry.backoff.max.ms'
  >;
  readonly memory: Pick<MemberMemory, 'net' | 'coordinatorNet' | 'metadata' | 'coordinator'> & {
    calls: CoordinatorCall[];
    readonly membership:
      | Pick<ClassicMembership, 'kind' | 'memberId' | 'generation'>
      | { readonly kind: 'consumer' | 'share'; readonly memberId: string; readonly memberEpoch: number };
  };
}

/** [src: AbstractCoordinator.MemberState] */
export type ClassicState = 'UNJOINED' | 'PREPARING_REBALANCE' | 'COMPLETING_REBALANCE' | 'STABLE';

/** What the next poll() takes over: the answer of JoinGroup, the assignment that SyncGroup brought. */
export interface AnswersForPoll {
  join?: JoinGroupResponse;
  assignment?: TopicPartition[];
}

export interface ClassicMembership {
  kind: 'classic';
  state: ClassicState;
  memberId: string;
  /** -1 = none. */
  generation: number;
  /** Assignor of this generation, '' = none. */
  protocol: string;
  isRejoinNeeded: boolean;
  rejoinReason: string;
  /** Commit and revocation are still to come before the next JoinGroup; `isPreparing`: they are under way. */
  needsPrepare: boolean;
  isPreparing: boolean;
  /** JoinGroup or SyncGroup is open, or a JoinGroup answer waits for the next poll(). */
  isJoining: boolean;
  forPoll: AnswersForPoll;
  /** Not before this (ms), after a failed attempt. */
  retryAtMs: Millis;
  isLeader: boolean;
  /** The group's leader watches whether its topics are still as in the snapshot, when it assigned. */
  isWatching: boolean;
  snapshot: Record<string, string>;
  /** `changes` of the metadata that was compared with it last, -1 = none. */
  watchedAt: number;
  /** Of the group's leader: number of metadata answers after which it knows everybody's topics. */
  awaitedMetadata: number;
  /** What the sticky assignors remember: their last assignment and its generation. */
  lastAssignment: TopicPartition[];
  lastGeneration: number;
  maxGeneration: number;
  heartbeatDueMs: Millis;
  isHeartbeatOpen: boolean;
  /** When the coordinator last answered a heartbeat, or the session began (ms). */
  heardMs: Millis;
}

/** [src: clients/consumer/internals/MemberState.java] */
export type ConsumerMemberState =
  | 'UNSUBSCRIBED'
  | 'JOINING'
  | 'RECONCILING'
  | 'ACKNOWLEDGING'
  | 'STABLE'
  | 'FENCED'
  | 'PREPARE_LEAVING'
  | 'LEAVING'
  | 'STALE'
  | 'FATAL';

export interface ConsumerMembership {
  kind: 'consumer';
  state: ConsumerMemberState;
  memberId: string;
  /** 0 = joining, -1 = not a member. */
  memberEpoch: number;
  intervalMs: Millis;
  beatDueMs: Millis;
  isBeatOpen: boolean;
  attempts: number;
  /** The next beat carries every field. */
  isFullBeatDue: boolean;
  /** Newest target that was told, not taken over yet. */
  target?: TopicPartition[];
  /** Epoch of the target that is being taken over. */
  isReconciling: boolean;
  /** What the last acknowledgement said it owns, for what changed since. */
  ownedSent?: TopicPartition[];
}

export type Membership = ClassicMembership | ConsumerMembership;

/** Records that poll() returned and that are being processed, one partition after the other. */
export interface PolledRange {
  tp: TopicPartition;
  /** Next record to process. */
  next: number;
  to: number;
  tail: BatchId;
}

export interface Application {
  /** `polling`: inside poll(), free to take part in rebalances; anything else keeps it away from there. */
  phase: 'polling' | 'processing' | 'committing' | 'stalled' | 'ended';
  /** When it last called poll() (ms). */
  polledMs: Millis;
  batch: PolledRange[];
  /** Records of `batch[0]` that are being worked on now. */
  chunk: number;
  /** Stuck until then (µs), -1 = not. */
  stalledUntil: Micros;
  /** Records processed since the start. */
  processed: number;
  /** Of a job: next offset to process by partition, of those that it processed anything of. */
  done: Record<TopicPartition, number>;
  /** Of a job with a quota: the first offset that it read, by partition. */
  firstRead: Record<TopicPartition, number>;
  startedMs: Millis;
}

/** A commit that the application thread waits for. */
export interface BlockingCommit {
  reason: 'sync' | 'before' | 'prepare' | 'reconcile' | 'close' | 'end';
  offsets: OffsetToCommit[];
  state: 'waiting' | 'sent' | 'done';
  attempts: number;
  retryAtMs: Millis;
  deadlineMs: Millis;
  /** It failed for good: what commitSync() throws. */
  exception?: string;
}

export interface Closing {
  how: 'leave' | 'vanish';
  step: 'begin' | 'committing' | 'leaving';
  deadlineMs: Millis;
  /** The exception that ends it, '' = it was asked to. */
  exception: string;
  /** A changed setting: the client is made anew with it. */
  restartWith?: MemberConfig;
}

export interface MemberMemory {
  /** Brokers as leaders of partitions, metadata, FindCoordinator. */
  net: NetworkClient;
  /** A connection of its own to the coordinator. */
  coordinatorNet: NetworkClient;
  metadata: ClientMetadata;
  timers: ClientTimers;
  coordinator: CoordinatorLink;
  calls: CoordinatorCall[];
  membership: Membership;
  /** Owned partitions in order, and their names. A member has few: they are searched, not looked up. */
  partitions: MemberPartition[];
  tps: TopicPartition[];
  /** Owned partitions with fetched records, in order of arrival. */
  ready: TopicPartition[];
  requests: OpenRequest[];
  application: Application;
  blocking?: BlockingCommit;
  /** commitAsync() that waits for a coordinator. */
  queuedCommit?: OffsetToCommit[];
  /** Next periodic commit (ms). */
  autoCommitDueMs: Millis;
  closing?: Closing;
  /** Before this (ms) nothing is due but reading, -1 = unknown. */
  quietUntilMs: Millis;
}

/** Of the process's machine: how often it started, and how many member ids of a recording were used. */
export interface MemberDisk {
  starts: number;
  idsUsed: number;
}

export type MemberNode = NodeState<MemberDisk, MemberMemory> & { config: MemberConfig };

/** What a member can be told from outside. */
export type MemberCommand =
  /** Changed settings: the client is closed and made anew, unless only the application changed. */
  | { kind: 'set'; config: MemberConfig }
  /** Its handler is stuck from now on for so long (ms). */
  | { kind: 'stall'; ms: Millis }
  /** It closes its consumer: leaving the group, or without a word. */
  | { kind: 'close'; how: 'leave' | 'vanish' };

/** Member id, '' before it has one. */
export function memberIdOf(node: MemberNode): string {
  return node.memory.membership.memberId;
}

/** Generation (classic) or memberEpoch (consumer protocol), -1 for none. */
export function generationOf(node: MemberNode): number {
  const { membership } = node.memory;
  return membership.kind === 'classic' ? membership.generation : membership.memberEpoch;
}
