// What a member of a share group is: a client process with one application thread that polls, processes and answers record
// by record, and a background thread that keeps it in the group and talks to the leaders.
// [src: clients/consumer/internals/ShareConsumerImpl.java, ShareConsumeRequestManager.java, ShareMembershipManager.java,
// ShareSessionHandler.java]

import type { Micros, Millis } from '../../../base/units.ts';
import type { BatchId } from '../../kernel/chain-store.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { NodeId, NodeState } from '../../kernel/world.ts';
import type { KafkaEvents } from '../events.ts';
import type { CoordinatorCall, CoordinatorLink } from '../member/member-state.ts';
import type { TopicPartition } from '../names.ts';
import type { ClientMetadata } from '../net/client-metadata.ts';
import type { ClientTimers } from '../net/client-timers.ts';
import type { NetworkClient } from '../net/network-client.ts';
import type { AcknowledgeType } from '../share/acknowledge.ts';

/** What a share member's handlers act through. */
export type ShareMemberCtx = Ctx<KafkaEvents>;

/** What an application can answer for a record. */
export type Answer = Exclude<AcknowledgeType, 'gap' | 'renew'>;

/** A job instead of polling for ever. */
export interface ShareJob {
  /** Ends after so many deliveries, -1 = none set. */
  max: number;
  /** Ends at the latest after so long (ms). */
  forMs: Millis;
}

/** Kafka's names; times in ms. Defaults in config/defaults.ts. */
export interface ShareMemberConfig {
  bootstrap: NodeId[];
  topics: string[];
  'client.rack': string;
  'group.id': string;
  'client.id': string;
  'share.acknowledgement.mode': 'implicit' | 'explicit';
  'share.acquire.mode': 'batch_optimized' | 'record_limit';
  'max.poll.records': number;
  'max.poll.interval.ms': number;
  'fetch.min.bytes': number;
  'fetch.max.wait.ms': number;
  'fetch.max.bytes': number;
  'default.api.timeout.ms': number;
  'request.timeout.ms': number;
  'retry.backoff.ms': number;
  'retry.backoff.max.ms': number;
  'metadata.max.age.ms': number;
  'metadata.recovery.rebootstrap.trigger.ms': number;
  'reconnect.backoff.ms': number;
  'reconnect.backoff.max.ms': number;
  'socket.connection.setup.timeout.ms': number;
  'socket.connection.setup.timeout.max.ms': number;
  /** The application: time that one record takes. */
  processing: Micros;
  /** What it answers for its deliveries, in turn; in implicit mode poll() answers for it. */
  answers: Answer[];
  /** When a recording is replayed: the answer to each delivery (`deliveryKey`), whichever partition came first. */
  answerTo?: Record<string, Answer>;
  /** commitSync() after each poll instead of leaving the answers to the next one. */
  commitsSync: boolean;
  job?: ShareJob;
  /** When a recording is replayed: the member ids that were drawn, in order. */
  memberIds?: string[];
}

export interface ShareMembership {
  kind: 'share';
  /** As in the consumer protocol, without anything to give up. */
  state: 'JOINING' | 'ACKNOWLEDGING' | 'STABLE' | 'STALE' | 'LEAVING' | 'FATAL';
  memberId: string;
  /** 0 = joining, -1 = not a member. */
  memberEpoch: number;
  intervalMs: Millis;
  beatDueMs: Millis;
  isBeatOpen: boolean;
  attempts: number;
  /** The next beat carries every field. */
  isFullBeatDue: boolean;
  /** It has heard of an assignment since it joined. */
  hasTarget: boolean;
}

/** Records of one acquired range, fetched and not yet processed. */
export interface DeliveredRange {
  tp: TopicPartition;
  /** Leader that they came from: the answers go there. */
  peer: NodeId;
  next: number;
  to: number;
  deliveryCount: number;
  tail: BatchId;
}

/** Answers for neighbouring records of one leader. */
export interface GivenAnswers {
  tp: TopicPartition;
  peer: NodeId;
  first: number;
  last: number;
  type: Answer;
}

/** A share session with one leader. */
export interface LeaderSession {
  /** Of the next request: 0 begins a new session. */
  epoch: number;
  /** Partitions that the leader knows to be in it. */
  tps: TopicPartition[];
  /** The one open request, -1 = none; and the answers that it carries. */
  correlationId: number;
  isFetch: boolean;
  isClosing: boolean;
  carried: GivenAnswers[];
}

export interface ShareApplication {
  /** `polling`: inside poll(); `committing`: inside commitSync(). */
  phase: 'polling' | 'processing' | 'committing' | 'stalled' | 'ended';
  polledMs: Millis;
  batch: DeliveredRange[];
  /** Records of `batch[0]` that are being worked on now. */
  chunk: number;
  stalledUntil: Micros;
  /** Deliveries processed since the start: whose turn of `answers` it is. */
  processed: number;
  startedMs: Millis;
}

export interface ShareClosing {
  step: 'begin' | 'answering' | 'leaving';
  deadlineMs: Millis;
  /** The exception that ends it, '' = it was asked to. */
  exception: string;
  /** A changed setting: the client is made anew with it. */
  restartWith?: ShareMemberConfig;
}

export interface ShareMemberMemory {
  /** Brokers as leaders of partitions, metadata, FindCoordinator. */
  net: NetworkClient;
  /** A connection of its own to the coordinator. */
  coordinatorNet: NetworkClient;
  metadata: ClientMetadata;
  timers: ClientTimers;
  coordinator: CoordinatorLink;
  calls: CoordinatorCall[];
  membership: ShareMembership;
  /** Assigned partitions. */
  tps: TopicPartition[];
  /** Partitions that were refused: not before this (ms). */
  retryAtMs: Record<TopicPartition, Millis>;
  /** By node of the leader. */
  sessions: Record<NodeId, LeaderSession>;
  /** Fetched and not returned by poll(). */
  buffer: DeliveredRange[];
  /** poll() waits for records: leaders are asked. */
  isFetching: boolean;
  /** Answers of the application for what poll() returned last. */
  given: GivenAnswers[];
  /** Answers on their way: with the next fetch, or in a request of their own. */
  withFetch: GivenAnswers[];
  alone: GivenAnswers[];
  application: ShareApplication;
  closing?: ShareClosing;
}

/** Of the process's machine: how often it started, and how many member ids of a recording were used. */
export interface ShareMemberDisk {
  starts: number;
  idsUsed: number;
}

export type ShareMemberNode = NodeState<ShareMemberDisk, ShareMemberMemory> & {
  config: ShareMemberConfig;
};

/** What a share member can be told from outside: as members of other groups. */
export type ShareMemberCommand =
  | { kind: 'set'; config: ShareMemberConfig }
  | { kind: 'stall'; ms: Millis }
  | { kind: 'close' };
