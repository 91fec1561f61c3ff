// Records of the cluster metadata log (`__cluster_metadata`). Controllers and brokers replay the same records into the
// same image. A batch of them is one entry of the chain store; the records are its payload.
// [src: metadata/src/main/resources/common/metadata/*.json; PartitionRegistration.merge]

import { numberKeys } from '../../base/number-keys.ts';
import type { NodeId } from '../kernel/world.ts';
import type { BrokerId, TopicPartition } from './names.ts';

export type MetadataRecord =
  | { readonly type: 'leaderChange'; readonly leaderId: BrokerId; readonly voters: readonly BrokerId[] }
  | { readonly type: 'noOp' }
  | {
      readonly type: 'registerBroker';
      readonly brokerId: BrokerId;
      readonly node: NodeId;
      readonly rack: string;
      readonly incarnationId: number;
      readonly brokerEpoch: number;
      readonly fenced: boolean;
    }
  | {
      readonly type: 'brokerRegistrationChange';
      readonly brokerId: BrokerId;
      readonly brokerEpoch: number;
      /** 1 fence, -1 unfence, 0 unchanged. */
      readonly fenced: -1 | 0 | 1;
      /** 1 = enters controlled shutdown, 0 unchanged. */
      readonly inControlledShutdown: 0 | 1;
    }
  | { readonly type: 'topic'; readonly topic: string }
  | ({ readonly type: 'partition'; readonly tp: TopicPartition } & PartitionRegistration)
  | {
      readonly type: 'partitionChange';
      readonly tp: TopicPartition;
      /** Present fields are written, absent ones stay. A `leader` field raises the leader epoch. */
      readonly leader?: BrokerId;
      readonly isr?: readonly BrokerId[];
      readonly replicas?: readonly BrokerId[];
      readonly elr?: readonly BrokerId[];
      readonly lastKnownElr?: readonly BrokerId[];
      readonly isRecovering?: boolean;
    }
  | {
      readonly type: 'config';
      readonly topic: string /** '' = cluster-wide */;
      readonly name: string /** '' removes it */;
      readonly value: string;
    }
  | {
      readonly type: 'groupConfig';
      readonly group: string;
      readonly name: string /** '' removes it */;
      readonly value: string;
    }
  | { readonly type: 'clearElr' /** '' = all topics */; readonly topic: string }
  | {
      readonly type: 'producerIds';
      readonly brokerId: BrokerId;
      readonly brokerEpoch: number;
      readonly nextProducerId: number;
    };

export interface PartitionRegistration {
  /** Assignment order: the preferred leader comes first. */
  readonly replicas: readonly BrokerId[];
  readonly isr: readonly BrokerId[];
  readonly elr: readonly BrokerId[];
  readonly lastKnownElr: readonly BrokerId[];
  /** -1 = none. */
  readonly leader: BrokerId;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly isRecovering: boolean;
}

export interface BrokerRegistration {
  readonly brokerId: BrokerId;
  readonly node: NodeId;
  readonly rack: string;
  readonly incarnationId: number;
  /** Offset of the registration record. */
  readonly brokerEpoch: number;
  readonly isFenced: boolean;
  readonly isInControlledShutdown: boolean;
}

/** The state that replaying the metadata log gives. Keys of `brokers` are `b<id>`: no integer-like keys in the world. */
export interface MetadataImage {
  /** Offset of the last applied record, -1 for none. */
  offset: number;
  /** Raft epoch of the last applied record. */
  epoch: number;
  brokers: Record<string, BrokerRegistration>;
  /** Topic name to number of partitions. */
  topics: Record<string, number>;
  partitions: Record<TopicPartition, PartitionRegistration>;
  /** Topic name ('' = cluster-wide) to settings. */
  configs: Record<string, Record<string, string>>;
  /** Group to its settings. */
  groupConfigs: Record<string, Record<string, string>>;
  nextProducerId: number;
}

/** Key of a broker in `MetadataImage.brokers` and other records by broker id. */
export const brokerKey: (id: BrokerId) => string = numberKeys('b');

export function emptyImage(): MetadataImage {
  return {
    offset: -1,
    epoch: -1,
    brokers: {},
    topics: {},
    partitions: {},
    configs: {},
    groupConfigs: {},
    nextProducerId: 0,
  };
}
