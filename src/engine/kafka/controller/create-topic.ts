// New topics and new partitions of old ones: checks, placement, records.
// [src: controller/ReplicationControlManager.createTopics, createPartitions, validateManualPartitionAssignment;
// common/internals/Topic.validate; controller/ConfigurationControlManager.validateAlterConfig]
// Simplification: no policies, no quota, no cap on partitions per broker; log directories are never cordoned.

import type { CreatePartitionsBody, CreateTopicBody } from '../messages.ts';
import { isActiveBroker } from '../metadata-image.ts';
import {
  type BrokerRegistration,
  brokerKey,
  type MetadataImage,
  type MetadataRecord,
  type PartitionRegistration,
} from '../metadata-records.ts';
import { type BrokerId, type ErrorName, NONE, topicPartition } from '../names.ts';
import { type ControllerCtx, writeRecords } from './active-writer.ts';
import type { ControllerNode } from './controller-state.ts';
import { placeReplicas, type UsableBroker } from './replica-placer.ts';
import { isAllowedSetting } from './topic-config.ts';

type Assignments = readonly (readonly BrokerId[])[];

/** CreateTopics for one topic. Returns Kafka's error name, NONE when it was created. */
export function createTopic(node: ControllerNode, ctx: ControllerCtx, body: CreateTopicBody): ErrorName {
  const { image } = node.memory;
  const { topic, config } = body;
  if (!isTopicName(topic)) return 'INVALID_TOPIC_EXCEPTION';
  if (image.topics[topic] !== undefined || collides(image, topic)) {
    return image.topics[topic] === undefined ? 'INVALID_TOPIC_EXCEPTION' : 'TOPIC_ALREADY_EXISTS';
  }
  for (const name in config)
    if (!isAllowedSetting(topic, name, config[name] as string)) return 'INVALID_CONFIG';
  const placed = body.assignment ?? place(node, ctx, body.partitions, body.replicationFactor);
  if (typeof placed === 'string') return placed;
  const problem =
    body.assignment === undefined ? NONE : checkAssignments(image, placed, placed[0]?.length ?? 0);
  if (problem !== NONE) return problem;
  const records: MetadataRecord[] = [{ type: 'topic', topic }];
  for (const name in config) records.push({ type: 'config', topic, name, value: config[name] as string });
  addPartitions(image, records, topic, 0, placed);
  writeRecords(node, ctx, records);
  const replicationFactor = placed[0]?.length ?? 0;
  ctx.emit('topic.created', { topic, partitions: placed.length, replicationFactor });
  for (const name in config) ctx.emit('config.changed', { topic, name, value: config[name] as string });
  return NONE;
}

/** CreatePartitions for one topic: it only ever grows. Returns Kafka's error name. */
export function createPartitions(
  node: ControllerNode,
  ctx: ControllerCtx,
  body: CreatePartitionsBody,
): ErrorName {
  const { image } = node.memory;
  const { topic, count, assignment } = body;
  const present = image.topics[topic];
  if (present === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION';
  if (count <= present) return 'INVALID_PARTITIONS';
  const first = image.partitions[topicPartition(topic, 0)] as PartitionRegistration;
  const factor = first.replicas.length;
  if (assignment !== undefined) {
    if (assignment.length !== count - present) return 'INVALID_REPLICA_ASSIGNMENT';
    const problem = checkAssignments(image, assignment, factor);
    if (problem !== NONE) return problem;
  }
  const placed = assignment ?? place(node, ctx, count - present, factor);
  if (typeof placed === 'string') return placed;
  const records: MetadataRecord[] = [];
  addPartitions(image, records, topic, present, placed);
  writeRecords(node, ctx, records);
  ctx.emit('partitions.created', { topic, from: present, to: count });
  return NONE;
}

function place(
  node: ControllerNode,
  ctx: ControllerCtx,
  partitions: number,
  replicationFactor: number,
): Assignments | ErrorName {
  const brokers: UsableBroker[] = [];
  for (const key in node.memory.image.brokers) {
    const { brokerId, rack, isFenced, isInControlledShutdown } = node.memory.image.brokers[
      key
    ] as BrokerRegistration;
    if (!isInControlledShutdown) brokers.push({ id: brokerId, rack, isFenced });
  }
  const placed = placeReplicas(brokers, partitions, replicationFactor, (n) =>
    ctx.randomBelow('placement', n),
  );
  return 'assignments' in placed ? placed.assignments : placed.error;
}

/** Every list has `factor` different registered brokers, of which one at least is active. */
function checkAssignments(image: MetadataImage, assignments: Assignments, factor: number): ErrorName {
  if (assignments.length === 0) return 'INVALID_REPLICA_ASSIGNMENT';
  for (const replicas of assignments) {
    const isDouble = replicas.some((id, i) => replicas.indexOf(id) !== i);
    const isUnknown = replicas.some((id) => image.brokers[brokerKey(id)] === undefined);
    if (replicas.length === 0 || replicas.length !== factor || isDouble || isUnknown)
      return 'INVALID_REPLICA_ASSIGNMENT';
    if (!replicas.some((id) => isActiveBroker(image, id))) return 'INVALID_REPLICA_ASSIGNMENT';
  }
  return NONE;
}

/** Only active replicas are in the first ISR, in the order of the assignment; the first of them leads. */
function addPartitions(
  image: MetadataImage,
  records: MetadataRecord[],
  topic: string,
  from: number,
  assignments: Assignments,
): void {
  assignments.forEach((replicas, i) => {
    const isr = replicas.filter((id) => isActiveBroker(image, id));
    records.push({
      type: 'partition',
      tp: topicPartition(topic, from + i),
      replicas: [...replicas],
      isr,
      elr: [],
      lastKnownElr: [],
      leader: isr[0] as BrokerId,
      leaderEpoch: 0,
      partitionEpoch: 0,
      isRecovering: false,
    });
  });
}

/** Letters, digits, '.', '_' and '-', at most 249 of them, not "." nor "..". [src: Topic.validate] */
function isTopicName(topic: string): boolean {
  return /^[a-zA-Z0-9._-]{1,249}$/.test(topic) && topic !== '.' && topic !== '..';
}

/** Names that differ in '.' and '_' only would share the names of their metrics. */
function collides(image: MetadataImage, topic: string): boolean {
  const unified = topic.replaceAll('.', '_');
  for (const other in image.topics)
    if (other !== topic && other.replaceAll('.', '_') === unified) return true;
  return false;
}
