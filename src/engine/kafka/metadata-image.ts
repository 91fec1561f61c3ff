// Replay of the cluster metadata log into an image: the one way in which controllers and brokers learn anything.
// [src: image/MetadataDelta.java; metadata/PartitionRegistration.merge]
// Simplification: the image is changed in place; Kafka builds deltas between immutable images.

import {
  type BrokerRegistration,
  brokerKey,
  type MetadataImage,
  type MetadataRecord,
  type PartitionRegistration,
} from './metadata-records.ts';
import { type BrokerId, NO_LEADER, splitTopicPartition, type TopicPartition } from './names.ts';

type PartitionChangeRecord = Extract<MetadataRecord, { type: 'partitionChange' }>;

/** Cluster-wide settings stand under the empty topic name. */
export const CLUSTER = '';

/**
 * Applies one committed record (or, on the active controller, one it has just decided) to `image`.
 * `offset` is the record's offset and becomes the broker epoch of a registration; `epoch` is its raft epoch.
 */
export function applyRecord(
  image: MetadataImage,
  record: MetadataRecord,
  offset: number,
  epoch: number,
): void {
  image.offset = offset;
  image.epoch = epoch;
  switch (record.type) {
    case 'leaderChange':
    case 'noOp':
      return;
    case 'registerBroker':
      image.brokers[brokerKey(record.brokerId)] = {
        brokerId: record.brokerId,
        node: record.node,
        rack: record.rack,
        incarnationId: record.incarnationId,
        brokerEpoch: record.brokerEpoch,
        isFenced: record.fenced,
        isInControlledShutdown: false,
      };
      return;
    case 'brokerRegistrationChange':
      applyRegistrationChange(image, record);
      return;
    case 'topic':
      image.topics[record.topic] = 0;
      return;
    case 'partition': {
      const { type: _type, tp, ...registration } = record;
      image.partitions[tp] = registration;
      const { topic } = splitTopicPartition(tp);
      image.topics[topic] = (image.topics[topic] ?? 0) + 1;
      return;
    }
    case 'partitionChange': {
      const old = image.partitions[record.tp];
      if (old !== undefined) image.partitions[record.tp] = mergePartition(old, record);
      return;
    }
    case 'config':
      applyConfig(image.configs, record.topic, record.name, record.value);
      return;
    case 'groupConfig':
      applyConfig(image.groupConfigs, record.group, record.name, record.value);
      return;
    case 'clearElr':
      clearElr(image, record.topic);
      return;
    case 'producerIds':
      image.nextProducerId = record.nextProducerId;
      return;
  }
}

/**
 * The registration after a change record: the leader epoch grows only with a leader field (also when it becomes -1, or
 * stays the same), the partition epoch always. [src: metadata/PartitionRegistration.merge]
 */
export function mergePartition(
  old: PartitionRegistration,
  change: PartitionChangeRecord,
): PartitionRegistration {
  return {
    replicas: change.replicas ?? old.replicas,
    isr: change.isr ?? old.isr,
    elr: change.elr ?? old.elr,
    lastKnownElr: change.lastKnownElr ?? old.lastKnownElr,
    leader: change.leader ?? old.leader,
    leaderEpoch: change.leader === undefined ? old.leaderEpoch : old.leaderEpoch + 1,
    partitionEpoch: old.partitionEpoch + 1,
    isRecovering: change.isRecovering ?? old.isRecovering,
  };
}

function applyRegistrationChange(
  image: MetadataImage,
  record: Extract<MetadataRecord, { type: 'brokerRegistrationChange' }>,
): void {
  const key = brokerKey(record.brokerId);
  const old = image.brokers[key];
  // A change that was meant for an earlier incarnation says nothing about this one.
  if (old === undefined || old.brokerEpoch !== record.brokerEpoch) return;
  image.brokers[key] = {
    ...old,
    isFenced: record.fenced === 0 ? old.isFenced : record.fenced === 1,
    isInControlledShutdown: record.inControlledShutdown === 1 || old.isInControlledShutdown,
  };
}

function applyConfig(
  configs: Record<string, Record<string, string>>,
  owner: string,
  name: string,
  value: string,
): void {
  const settings = { ...configs[owner] };
  if (value === '') delete settings[name];
  else settings[name] = value;
  if (Object.keys(settings).length === 0) delete configs[owner];
  else configs[owner] = settings;
}

/** [src: image/TopicsDelta.replay(ClearElrRecord)]: a partition without any ELR is left alone. */
function clearElr(image: MetadataImage, topic: string): void {
  for (const tp in image.partitions) {
    const old = image.partitions[tp] as PartitionRegistration;
    if (topic !== CLUSTER && splitTopicPartition(tp).topic !== topic) continue;
    if (old.elr.length === 0 && old.lastKnownElr.length === 0) continue;
    image.partitions[tp] = { ...old, elr: [], lastKnownElr: [], partitionEpoch: old.partitionEpoch + 1 };
  }
}

/** A copy that can change without changing `image`. Registrations are never changed in place, so they are shared. */
export function cloneImage(image: MetadataImage): MetadataImage {
  return {
    ...image,
    brokers: { ...image.brokers },
    topics: { ...image.topics },
    partitions: { ...image.partitions },
    configs: { ...image.configs },
    groupConfigs: { ...image.groupConfigs },
  };
}

/** The registered broker with that id; undefined when unknown. */
export function brokerOf(image: MetadataImage, id: BrokerId): BrokerRegistration | undefined {
  return id === NO_LEADER ? undefined : image.brokers[brokerKey(id)];
}

/** Active for elections and the ISR: registered, unfenced and not in controlled shutdown. */
export function isActiveBroker(image: MetadataImage, id: BrokerId): boolean {
  const broker = brokerOf(image, id);
  return broker !== undefined && !broker.isFenced && !broker.isInControlledShutdown;
}

/** A topic's setting: its own value, else the cluster-wide one, else `fallback`. */
export function topicSetting(image: MetadataImage, topic: string, name: string, fallback: string): string {
  return image.configs[topic]?.[name] ?? image.configs[CLUSTER]?.[name] ?? fallback;
}

/**
 * min.insync.replicas as it counts: never more than the replicas of the topic's partition 0. `fallback` is used where
 * neither topic nor cluster has a value. [src: ReplicationControlManager.getTopicEffectiveMinIsr]
 */
export function effectiveMinIsr(image: MetadataImage, tp: TopicPartition, fallback: number): number {
  const { topic } = splitTopicPartition(tp);
  const configured = Number(topicSetting(image, topic, 'min.insync.replicas', String(fallback)));
  const replicas = (image.partitions[`${topic}-0`] ?? image.partitions[tp])?.replicas.length ?? configured;
  return Math.min(configured, replicas);
}
