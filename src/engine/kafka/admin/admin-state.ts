// What an admin client is: an operator's tool outside all zones that carries out calls on topics, elections and offsets.
// Simplification: it knows every broker's address and asks for no metadata but leaders; one call at a time, in order.

import type { Micros, Millis } from '../../../base/units.ts';
import type { NodeId, NodeState } from '../../kernel/world.ts';
import type { DescribedMember } from '../group-messages.ts';
import type { AdminBody, QuorumDescription, TopicDescription } from '../messages.ts';
import type { BrokerId, ErrorName, TopicPartition } from '../names.ts';
import type { NetworkClient } from '../net/network-client.ts';

export interface AdminConfig {
  bootstrap: NodeId[];
  'default.api.timeout.ms': number;
  'request.timeout.ms': number;
  'retry.backoff.ms': number;
  'retry.backoff.max.ms': number;
  'reconnect.backoff.ms': number;
  'reconnect.backoff.max.ms': number;
  'socket.connection.setup.timeout.ms': number;
  'socket.connection.setup.timeout.max.ms': number;
  /** Connections stay open between calls, as in a program with one admin client; absent: closed after the last call. */
  keepsConnections?: boolean;
}

/** What an admin client can be told from outside. */
export type AdminCommand = (
  | AdminBody
  | { readonly kind: 'describeTopic'; readonly topic: string }
  | ListOffsetsCall
  | GroupCall
) & {
  /** Keep the outcome under this number in `AdminMemory.results`. */
  readonly ticket?: number;
  /** A script that goes on until the cluster is large enough: repeated on errors that more brokers would mend. */
  readonly isPersistent?: boolean;
};

/** Offsets of some partitions at their leaders. timestamp -1 = latest, -2 = earliest. */
export interface ListOffsetsCall {
  readonly kind: 'listOffsets';
  readonly tps: readonly TopicPartition[];
  readonly timestamp: -1 | -2;
  readonly isolation: 'read_uncommitted' | 'read_committed';
}

/** Calls that a group's coordinator answers: what the group is, what it has committed. */
export interface GroupCall {
  readonly kind: 'describeGroup' | 'listGroupOffsets';
  readonly group: string;
}

/** A group as a tool shows it. */
export interface GroupDescription {
  type: 'Classic' | 'Consumer';
  state: string;
  assignor: string;
  /** -1 in a classic group. */
  groupEpoch: number;
  members: readonly DescribedMember[];
  /** Broker id of its coordinator. */
  coordinator: BrokerId;
}

/** How far the offsets of one partition have come. `done` carries an error when Kafka would not ask again. */
export interface OffsetLookup {
  tp: TopicPartition;
  state: 'unmapped' | 'mapped' | 'asked' | 'done';
  /** Node of its leader, '' unknown. */
  leader: NodeId;
  /** Not before this (ms), -1 = at once. */
  retryAtMs: Millis;
  attempts: number;
  error: ErrorName;
  /** -1 until known. */
  offset: number;
  leaderEpoch: number;
}

export interface AdminCall {
  body: AdminCommand;
  /** When the operator asked. */
  startedAt: Micros;
  /** Tries that were sent. */
  attempts: number;
  /** Not before this (ms), -1 = at once. */
  retryAtMs: Millis;
  /** Of the open request, -1 = none. Of listOffsets: the metadata request. */
  correlationId: number;
  lastError: string;
  /** Row that led to the call. */
  cause: number;
  /** Of listOffsets. */
  lookups: OffsetLookup[];
  /** Of listOffsets: open requests to leaders. */
  asked: { correlationId: number; node: NodeId; tps: TopicPartition[] }[];
  /** Of calls on groups: the coordinator, '' and -1 while it is not known. */
  coordinator: NodeId;
  coordinatorId: BrokerId;
  /** It is no group of the consumer protocol: asked for as a classic one. */
  isClassicGroup: boolean;
}

/** What became of a call. */
export interface AdminResult {
  ticket: number;
  error: ErrorName;
  topic?: TopicDescription;
  quorum?: QuorumDescription;
  offsets?: { tp: TopicPartition; error: ErrorName; offset: number; leaderEpoch: number }[];
  group?: GroupDescription;
  /** Committed offsets of a group. */
  committed?: { tp: TopicPartition; offset: number }[];
}

export interface AdminMemory {
  net: NetworkClient;
  /** Oldest first; only the first is being carried out. */
  calls: AdminCall[];
  /** Newest last, of calls with a ticket. */
  results: AdminResult[];
}

/** An operator's tool keeps nothing. */
export type AdminDisk = Record<string, never>;

export type AdminNode = NodeState<AdminDisk, AdminMemory> & { config: AdminConfig };
