// Requests and responses of share groups (KIP-932), named after Kafka's APIs, with the fields that the model uses.
// [src: clients/src/main/resources/common/message/{ShareGroupHeartbeat,ShareFetch,ShareAcknowledge,
// InitializeShareGroupState,ReadShareGroupState,WriteShareGroupState}*.json]

import type { BrokerEndpoint, LogSlice } from './messages.ts';
import type { BrokerId, ErrorName, TopicPartition } from './names.ts';
import type { AcknowledgementBatch } from './share/acknowledge.ts';
import type { AcquiredRange } from './share/acquire.ts';
import type { StateBatch } from './share/state-batches.ts';

interface Correlated {
  readonly correlationId: number;
}

/** To the group coordinator. Absent fields have not changed since the last one. */
export interface ShareGroupHeartbeatRequest extends Correlated {
  readonly api: 'shareGroupHeartbeatRequest';
  readonly group: string;
  readonly memberId: string;
  readonly clientId: string;
  /** 0 joins, -1 leaves, else the member's epoch. */
  readonly memberEpoch: number;
  readonly rackId?: string;
  readonly subscribedTopics?: readonly string[];
}
export interface ShareGroupHeartbeatResponse extends Correlated {
  readonly api: 'shareGroupHeartbeatResponse';
  readonly error: ErrorName;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  /** Absent = no news. */
  readonly assignment?: readonly TopicPartition[];
}

/** A member's answers for one partition. */
export interface PartitionAcknowledgements {
  readonly tp: TopicPartition;
  readonly batches: readonly AcknowledgementBatch[];
}

/** To the leader of partitions: answers for what the member has, and a wish for more. */
export interface ShareFetchRequest extends Correlated {
  readonly api: 'shareFetchRequest';
  readonly group: string;
  readonly memberId: string;
  readonly clientId: string;
  /** Of the share session: 0 begins a new one. */
  readonly sessionEpoch: number;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly maxRecords: number;
  readonly batchSize: number;
  readonly acquireMode: 'batch_optimized' | 'record_limit';
  /** An answer renews a lock: nothing is fetched with it. */
  readonly isRenewAck: boolean;
  /** What is new in the session, and what is no longer part of it. */
  readonly partitions: readonly TopicPartition[];
  readonly forgotten: readonly TopicPartition[];
  readonly acknowledgements: readonly PartitionAcknowledgements[];
}
export interface ShareFetchResult {
  readonly tp: TopicPartition;
  readonly error: ErrorName;
  /** Of the answers that came with the request. */
  readonly acknowledgeError: ErrorName;
  /** tail -1 = no records. */
  readonly records: LogSlice;
  readonly acquired: readonly AcquiredRange[];
  readonly currentLeader: BrokerId;
  readonly currentLeaderEpoch: number;
}
export interface ShareFetchResponse extends Correlated {
  readonly api: 'shareFetchResponse';
  /** Of the session. */
  readonly error: ErrorName;
  readonly results: readonly ShareFetchResult[];
  readonly endpoints: readonly BrokerEndpoint[];
}

export interface ShareAcknowledgeRequest extends Correlated {
  readonly api: 'shareAcknowledgeRequest';
  readonly group: string;
  readonly memberId: string;
  readonly clientId: string;
  /** -1 ends the session: what the member still has is released. */
  readonly sessionEpoch: number;
  readonly acknowledgements: readonly PartitionAcknowledgements[];
}
export interface ShareAcknowledgeResult {
  readonly tp: TopicPartition;
  readonly error: ErrorName;
  readonly currentLeader: BrokerId;
  readonly currentLeaderEpoch: number;
}
export interface ShareAcknowledgeResponse extends Correlated {
  readonly api: 'shareAcknowledgeResponse';
  readonly error: ErrorName;
  readonly results: readonly ShareAcknowledgeResult[];
  readonly endpoints: readonly BrokerEndpoint[];
}

/** Of whom a share coordinator keeps the state. */
interface OfSharePartition extends Correlated {
  readonly group: string;
  readonly tp: TopicPartition;
}
export interface InitializeShareGroupStateRequest extends OfSharePartition {
  readonly api: 'initializeShareGroupStateRequest';
  /** The group epoch at that time. */
  readonly stateEpoch: number;
  /** -1 = not decided: the partition's leader will. */
  readonly startOffset: number;
}
export interface ReadShareGroupStateRequest extends OfSharePartition {
  readonly api: 'readShareGroupStateRequest';
  readonly leaderEpoch: number;
}
export interface WriteShareGroupStateRequest extends OfSharePartition {
  readonly api: 'writeShareGroupStateRequest';
  readonly stateEpoch: number;
  readonly leaderEpoch: number;
  readonly startOffset: number;
  readonly batches: readonly StateBatch[];
}
export interface ShareGroupStateResponse extends Correlated {
  readonly api:
    | 'initializeShareGroupStateResponse'
    | 'readShareGroupStateResponse'
    | 'writeShareGroupStateResponse';
  readonly error: ErrorName;
  /** Of a read; -1 and [] else. */
  readonly stateEpoch: number;
  readonly startOffset: number;
  readonly batches: readonly StateBatch[];
}

export type ShareStateRequest =
  | InitializeShareGroupStateRequest
  | ReadShareGroupStateRequest
  | WriteShareGroupStateRequest;
export type ShareRequest = ShareFetchRequest | ShareAcknowledgeRequest | ShareStateRequest;
export type ShareResponse = ShareFetchResponse | ShareAcknowledgeResponse | ShareGroupStateResponse;
