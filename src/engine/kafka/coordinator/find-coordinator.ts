// Which broker coordinates a group: the leader of its partition of the offsets topic. The topic is created when it is
// first asked for. [src: core/server/KafkaApis.scala: getCoordinator; core/server/AutoTopicCreationManager.scala]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import { submit } from '../broker/controller-channel.ts';
import type { FindCoordinatorRequest, FindCoordinatorResponse } from '../group-messages.ts';
import { coordinatorPartition } from '../groups/coordinator-partition.ts';
import { type BrokerRegistration, brokerKey } from '../metadata-records.ts';
import { NONE, type TopicPartition, topicPartition } from '../names.ts';
import { OFFSETS_TOPIC } from './group-records.ts';

/** request.timeout.ms of the request to the controller. */
const CREATE_TIMEOUT_MS = 30_000;

/** Partition of the offsets topic that a group belongs to, '' while the topic does not exist. */
export function offsetsPartitionOf(node: BrokerNode, group: string): TopicPartition | '' {
  const count = node.memory.image.topics[OFFSETS_TOPIC] ?? 0;
  return count === 0 ? '' : topicPartition(OFFSETS_TOPIC, coordinatorPartition(group, count));
}

/** Answers from this broker's own metadata; COORDINATOR_NOT_AVAILABLE without topic or living leader. */
export function handleFindCoordinator(
  node: BrokerNode,
  conn: number,
  request: FindCoordinatorRequest,
  ctx: BrokerCtx,
): void {
  const { image } = node.memory;
  const tp = offsetsPartitionOf(node, request.group);
  if (tp === '') createOffsetsTopic(node, ctx);
  const leader = tp === '' ? undefined : image.brokers[brokerKey(image.partitions[tp]?.leader ?? -1)];
  const isKnown = leader !== undefined && !leader.isFenced;
  const response: FindCoordinatorResponse = {
    api: 'findCoordinatorResponse',
    correlationId: request.correlationId,
    error: isKnown ? NONE : 'COORDINATOR_NOT_AVAILABLE',
    brokerId: isKnown ? leader.brokerId : -1,
    node: isKnown ? leader.node : '',
  };
  respond(node, conn, response, ctx);
}

function createOffsetsTopic(node: BrokerNode, ctx: BrokerCtx): void {
  const { config, memory } = node;
  if (memory.coordinator.creationTicket >= 0) return;
  let brokers = 0;
  for (const key in memory.image.brokers) {
    if (!(memory.image.brokers[key] as BrokerRegistration).isFenced) brokers++;
  }
  const partitions = config['offsets.topic.num.partitions'];
  // Kafka refuses while there are fewer brokers than replicas asked for; small clusters here get what they can have.
  const replicationFactor = Math.min(config['offsets.topic.replication.factor'], brokers);
  if (replicationFactor === 0) return;
  const { cause } = ctx;
  ctx.cause = ctx.emit('offsetsTopic.requested', { topic: OFFSETS_TOPIC, partitions, replicationFactor });
  memory.coordinator.creationTicket = submit(
    node,
    {
      api: 'createTopicsRequest',
      body: {
        kind: 'createTopic',
        topic: OFFSETS_TOPIC,
        partitions,
        replicationFactor,
        config: {},
        ...(config.offsetsTopicReplicas !== undefined && { assignment: config.offsetsTopicReplicas }),
      },
    },
    CREATE_TIMEOUT_MS,
    CREATE_TIMEOUT_MS,
    ctx,
  );
  ctx.cause = cause;
}

/** The controller has answered, or not in time: the next FindCoordinator may ask again. True when it was this request. */
export function onOffsetsTopicAnswered(node: BrokerNode, ticket: number): boolean {
  const { coordinator } = node.memory;
  if (coordinator.creationTicket !== ticket) return false;
  coordinator.creationTicket = -1;
  return true;
}
