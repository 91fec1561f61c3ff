// What a settled cluster starts from: the metadata log as it stands after bootstrap, with every broker registered and
// unfenced, every topic created, every ISR full. Brokers and controllers are put into it by their own functions.

import { assert } from '../../../base/assert.ts';
import type { BatchId, ChainStore } from '../../kernel/chain-store.ts';
import type { NodeId } from '../../kernel/world.ts';
import type { EpochEntry } from '../log/replica-log.ts';
import { applyRecord, CLUSTER } from '../metadata-image.ts';
import { appendBatch, type MetadataLogPositions } from '../metadata-log.ts';
import { emptyImage, type MetadataImage, type MetadataRecord } from '../metadata-records.ts';
import { type BrokerId, topicPartition } from '../names.ts';
import { placeReplicas } from './replica-placer.ts';

/** Quorum epoch of a settled cluster. */
export const SETTLED_EPOCH = 1;

export interface SettledInput {
  /** Voters, in id order. */
  readonly controllers: readonly { readonly id: BrokerId; readonly node: NodeId }[];
  /** Which of them is the active controller. */
  readonly activeController: BrokerId;
  /** In start order: broker epochs rise in it. Rack '' = none. */
  readonly brokers: readonly { readonly id: BrokerId; readonly node: NodeId; readonly rack: string }[];
  readonly topics: readonly SettledTopic[];
  /** Settings of groups under Kafka's names. */
  readonly groupConfigs?: readonly {
    readonly group: string;
    readonly config: Readonly<Record<string, string>>;
  }[];
  /** Cluster-wide default, written at bootstrap. */
  readonly minInsyncReplicas: number;
  /** Uniform integer in [0, n): placement and incarnation ids. */
  readonly draw: (n: number) => number;
}

export interface SettledTopic {
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Replicas per partition, preferred leader first; absent = Kafka's placement. */
  readonly assignment?: readonly (readonly BrokerId[])[];
  /** Topic settings under Kafka's names. */
  readonly config: Readonly<Record<string, string>>;
}

export interface SettledMetadata {
  readonly activeController: BrokerId;
  /** Raft epoch. */
  readonly epoch: number;
  readonly tail: BatchId;
  /** Also the high watermark: everything is committed. */
  readonly logEndOffset: number;
  readonly epochs: readonly EpochEntry[];
  /** Copy it (`cloneImage`) before changing it. `brokers.b1.incarnationId` is the broker's incarnation. */
  readonly image: MetadataImage;
}

/**
 * Writes the initial metadata log into `store`, one batch per step of a real start: LeaderChange, bootstrap records,
 * a registration and an unfencing per broker, a topic each. `allocate` hands out batch ids (`ctx.allocateBatch`).
 * Throws when a topic cannot be placed: scenarios are checked before.
 */
export function buildSettledMetadata(
  input: SettledInput,
  store: ChainStore,
  allocate: () => BatchId,
): SettledMetadata {
  const log: MetadataLogPositions = { tail: -1, logEndOffset: 0, highWatermark: 0, epochs: [] };
  const image = emptyImage();
  const append = (records: MetadataRecord[]): void => {
    let offset = log.logEndOffset;
    appendBatch(store, log, allocate(), records, SETTLED_EPOCH);
    for (const record of records) applyRecord(image, record, offset++, SETTLED_EPOCH);
  };
  append([
    leaderChangeRecord(
      input.activeController,
      input.controllers.map((c) => c.id),
    ),
  ]);
  append(bootstrapRecords(input.minInsyncReplicas));
  for (const broker of input.brokers) {
    const brokerEpoch = log.logEndOffset;
    const incarnationId = input.draw(0x7fffffff);
    append([
      {
        type: 'registerBroker',
        brokerId: broker.id,
        node: broker.node,
        rack: broker.rack,
        incarnationId,
        brokerEpoch,
        fenced: true,
      },
    ]);
    append([
      {
        type: 'brokerRegistrationChange',
        brokerId: broker.id,
        brokerEpoch,
        fenced: -1,
        inControlledShutdown: 0,
      },
    ]);
  }
  for (const topic of input.topics) append(topicRecords(topic, assignmentOf(topic, input)));
  for (const { group, config } of input.groupConfigs ?? [])
    append(Object.entries(config).map(([name, value]) => ({ type: 'groupConfig', group, name, value })));
  return {
    activeController: input.activeController,
    epoch: SETTLED_EPOCH,
    tail: log.tail,
    logEndOffset: log.logEndOffset,
    epochs: log.epochs,
    image,
  };
}

/** First record of a leader's epoch; committing it commits everything before. */
export function leaderChangeRecord(leaderId: BrokerId, voters: readonly BrokerId[]): MetadataRecord {
  return { type: 'leaderChange', leaderId, voters: [...voters] };
}

/**
 * What the first active controller of a new cluster writes. [src: controller/ActivationRecordsGenerator.java]
 * Simplification: feature levels are those of 4.3.1 and not recorded; controllers do not register themselves.
 */
export function bootstrapRecords(minInsyncReplicas: number): MetadataRecord[] {
  return [{ type: 'config', topic: CLUSTER, name: 'min.insync.replicas', value: String(minInsyncReplicas) }];
}

/** Records of a new topic whose replicas are all alive: full ISR, first replica leads, all epochs 0. */
function topicRecords(topic: SettledTopic, assignments: readonly (readonly BrokerId[])[]): MetadataRecord[] {
  const records: MetadataRecord[] = [{ type: 'topic', topic: topic.topic }];
  for (const name in topic.config) {
    records.push({ type: 'config', topic: topic.topic, name, value: topic.config[name] as string });
  }
  assignments.forEach((replicas, p) => {
    records.push({
      type: 'partition',
      tp: topicPartition(topic.topic, p),
      replicas: [...replicas],
      isr: [...replicas],
      elr: [],
      lastKnownElr: [],
      leader: replicas[0] as BrokerId,
      leaderEpoch: 0,
      partitionEpoch: 0,
      isRecovering: false,
    });
  });
  return records;
}

function assignmentOf(topic: SettledTopic, input: SettledInput): readonly (readonly BrokerId[])[] {
  if (topic.assignment !== undefined) return topic.assignment;
  const usable = input.brokers.map((b) => ({ id: b.id, rack: b.rack, isFenced: false }));
  const placement = placeReplicas(usable, topic.partitions, topic.replicationFactor, input.draw);
  assert(
    'assignments' in placement,
    `topic ${topic.topic} cannot be placed: ${'message' in placement ? placement.message : ''}`,
  );
  return placement.assignments;
}
