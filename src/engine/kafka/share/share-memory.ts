// What a broker holds for share groups: the share-partitions that it leads, the sessions of their members, requests that
// wait, and what it has asked of share coordinators. All of it is memory; what must outlive it is in the state topic.
// It is made when the first request of a share group comes: without one a broker has none of it.
// [src: core/server/share/SharePartitionManager.java, SharePartitionCache.java; server/share/session/ShareSessionCache.java;
// server-common/share/persister/PersisterStateManager.java]

import type { Millis } from '../../../base/units.ts';
import type { Row } from '../../kernel/events.ts';
import type { NodeId } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import type { ErrorName, TopicPartition } from '../names.ts';
import { createNetworkClient, type NetworkClient } from '../net/network-client.ts';
import type {
  ShareAcknowledgeRequest,
  ShareFetchRequest,
  ShareFetchResult,
  ShareGroupStateResponse,
  ShareStateRequest,
} from '../share-messages.ts';
import type { SharePartition } from './share-partition.ts';
import type { StateBatch } from './state-batches.ts';

/** A share-partition whose partition this broker leads. */
export interface LedSharePartition {
  group: string;
  tp: TopicPartition;
  /** Names this stay in memory: an answer to an earlier one is of no use. */
  id: number;
  leaderEpoch: number;
  /** `opening`: its state is being read. */
  phase: 'opening' | 'open';
  stateEpoch: number;
  partition: SharePartition;
  /** No lock ends before that (ms), -1 = there is none. */
  lockDueMs: Millis;
}

/** What a member reads from this broker. */
export interface ShareSession {
  group: string;
  memberId: string;
  clientId: string;
  /** Of the next request. */
  epoch: number;
  conn: number;
  host: NodeId;
  tps: TopicPartition[];
  /** Row of the last request, -1. */
  heardRow: Row;
}

/** A ShareFetch or ShareAcknowledge that is not answered yet. */
export interface OpenShareRequest {
  id: number;
  conn: number;
  request: ShareFetchRequest | ShareAcknowledgeRequest;
  /** Partitions whose answers are being stored. */
  storing: number;
  /** What became of the answers, in the order of the request. */
  acknowledged: { tp: TopicPartition; error: ErrorName }[];
  /** Of a fetch: partitions to read, until there is a result. */
  wanted: TopicPartition[];
  results?: ShareFetchResult[];
  /** A fetch waits for records until then (ms), -1 = it does not wait. */
  deadlineMs: Millis;
  cause: Row;
}

/** What is to happen when a share coordinator has answered. */
export type Continuation =
  /** The state of a share-partition was read. */
  | { kind: 'opened'; key: string; id: number }
  /** Changes are stored: of a member's answers (`request` -1 = nobody waits), or of its release. */
  | {
      kind: 'stored';
      key: string;
      id: number;
      changes: StateBatch[];
      request: number;
      member: string;
      why: string;
    }
  /** The end of locks is stored: it counted already. */
  | { kind: 'expired'; key: string; id: number }
  /** The state of a group's partition is kept from now on. */
  | { kind: 'initialized'; initialization: number; tp: TopicPartition };

/** A request to a share coordinator, repeated until it is answered for good. */
export interface PersisterCall {
  ticket: number;
  request: ShareStateRequest;
  /** Broker that was asked, '' = not sent. */
  sentTo: NodeId;
  /** -1 = not sent, or asked of itself. */
  correlationId: number;
  attempts: number;
  retryAtMs: Millis;
  then: Continuation;
  cause: Row;
}

/** New partitions of a group, until all share coordinators have answered. */
export interface Initialization {
  id: number;
  group: string;
  /** Partition of the offsets topic. */
  shardTp: TopicPartition;
  left: number;
  done: TopicPartition[];
  failed: TopicPartition[];
  cause: Row;
}

export interface ShareMemory {
  /** By `shareKey`. */
  partitions: Record<string, LedSharePartition>;
  /** By `sessionKey`. */
  sessions: Record<string, ShareSession>;
  /** Connections on which a session was begun, and whose group: kept beyond its end, until the connection's. */
  readers: { conn: number; group: string }[];
  open: OpenShareRequest[];
  /** Connections to share coordinators. */
  net: NetworkClient;
  calls: PersisterCall[];
  /** Answers of share coordinators that are dealt with before the event ends. Empty between events. */
  answered: { ticket: number; response: ShareGroupStateResponse }[];
  /** Partitions whose high watermark or leader moved during this event. Empty between events. */
  moved: { tp: TopicPartition; cause: Row }[];
  initializations: Initialization[];
  nextId: number;
  /** When the timer `share` is set for (ms), -1 = not. */
  dueMs: Millis;
  /** A request to create the state topic is on its way: its ticket, -1 = none. */
  creationTicket: number;
}

const MAX_IN_FLIGHT = 1_000;

/** Key of a share session. */
export function sessionKey(group: string, memberId: string): string {
  return `${group}:${memberId}`;
}

/** The broker's memory of share groups, made when there is none. */
export function shareOf(node: BrokerNode): ShareMemory {
  const known = node.memory.share;
  if (known !== undefined) return known;
  const made: ShareMemory = {
    partitions: {},
    sessions: {},
    readers: [],
    open: [],
    net: createNetworkClient(
      {
        'reconnect.backoff.ms': 50,
        'reconnect.backoff.max.ms': 1_000,
        'socket.connection.setup.timeout.ms': 10_000,
        'socket.connection.setup.timeout.max.ms': 30_000,
        'request.timeout.ms': 30_000,
      },
      MAX_IN_FLIGHT,
    ),
    calls: [],
    answered: [],
    moved: [],
    initializations: [],
    nextId: 1,
    dueMs: -1,
    creationTicket: -1,
  };
  node.memory.share = made;
  return made;
}
