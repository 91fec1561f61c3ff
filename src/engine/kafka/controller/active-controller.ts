// The active controller: the raft leader whose first record is committed. It serves brokers and admin clients, one
// event at a time, and runs the periodic tasks.
// [src: controller/QuorumController.java; PeriodicTaskControlManager.java; ProducerIdControlManager.java]

import { fromMillis, type Micros } from '../../../base/units.ts';
import { RESPONSE_OF } from '../forwarded-apis.ts';
import type {
  AdminBody,
  AdminRequest,
  AllocateProducerIdsRequest,
  ForwardedApi,
  KafkaRequest,
  KafkaResponse,
} from '../messages.ts';
import { brokerOf, CLUSTER } from '../metadata-image.ts';
import type { BrokerRegistration } from '../metadata-records.ts';
import { NONE } from '../names.ts';
import { type ControllerCtx, emptyActive, respondWhenCommitted, writeRecords } from './active-writer.ts';
import { handleAlterPartition } from './alter-partition.ts';
import { handleBrokerHeartbeat } from './broker-heartbeat.ts';
import { fenceOneStaleBroker, handleBrokerRegistration } from './broker-registration.ts';
import type { ControllerNode } from './controller-state.ts';
import { createPartitions, createTopic } from './create-topic.ts';
import { balanceLeaders, electLeaders, retryUncleanElections } from './elections.ts';
import { alterGroupConfigs } from './group-config.ts';
import { bootstrapRecords } from './settled.ts';
import { alterConfigs } from './topic-config.ts';

/** Producer ids that a broker gets at a time. [src: server/common/ProducerIdsBlock.java] */
export const PRODUCER_ID_BLOCK = 1000;
/** Tasks that found more than one pass can do look again after this. */
const AGAIN: Micros = fromMillis(10);

/** Periodic tasks; each is the name of a timer. */
export const ACTIVE_TASKS = ['noOp', 'staleBrokers', 'leaderBalance', 'uncleanElection'] as const;
export type ActiveTask = (typeof ACTIVE_TASKS)[number];

/** The period of a task, in µs. */
export function taskPeriod(node: ControllerNode, task: ActiveTask): Micros {
  const { config } = node;
  switch (task) {
    case 'noOp':
      return fromMillis(config['metadata.max.idle.interval.ms']);
    case 'staleBrokers':
      return fromMillis(config['broker.session.timeout.ms'] / 8);
    case 'leaderBalance':
      return fromMillis(config['leader.imbalance.check.interval.seconds'] * 1000);
    case 'uncleanElection':
      return fromMillis(config['unclean.leader.election.interval.ms']);
  }
}

/** The leader's first record is committed: bootstrap if the log is new, fresh sessions for all, tasks from now on. */
export function activate(node: ControllerNode, ctx: ControllerCtx): void {
  node.memory.active = emptyActive();
  node.memory.active.isActive = true;
  ctx.cause = ctx.emit('controller.activated', { epoch: node.disk.epoch });
  if (node.memory.image.configs[CLUSTER]?.['min.insync.replicas'] === undefined) {
    writeRecords(node, ctx, bootstrapRecords(node.config['min.insync.replicas']));
  }
  giveFreshSessions(node, ctx);
  for (const task of ACTIVE_TASKS) if (isTaskOn(node, task)) ctx.setTimer(task, taskPeriod(node, task), -1);
}

/** Sessions are not replicated: a new active controller starts with every unfenced broker just heard. */
export function giveFreshSessions(node: ControllerNode, ctx: ControllerCtx): void {
  const { active, image } = node.memory;
  for (const key in image.brokers) {
    const { brokerId, brokerEpoch, isFenced } = image.brokers[key] as BrokerRegistration;
    if (isFenced) continue;
    active.contacts[key] = {
      brokerId,
      brokerEpoch,
      lastContactMs: ctx.nowMs,
      heartbeatRow: ctx.cause,
      appliedOffset: -1,
    };
  }
}

/** Whether the settings want this task at all. */
export function isTaskOn(node: ControllerNode, task: ActiveTask): boolean {
  return task !== 'leaderBalance' || node.config['auto.leader.rebalance.enable'];
}

export function isActiveTask(name: string): name is ActiveTask {
  return (ACTIVE_TASKS as readonly string[]).includes(name);
}

/** A periodic task is due. */
export function onActiveTask(node: ControllerNode, task: ActiveTask, ctx: ControllerCtx): void {
  const hasMore = runTask(node, task, ctx);
  ctx.setTimer(task, hasMore ? AGAIN : taskPeriod(node, task), -1);
}

function runTask(node: ControllerNode, task: ActiveTask, ctx: ControllerCtx): boolean {
  switch (task) {
    case 'noOp':
      writeRecords(node, ctx, [{ type: 'noOp' }]);
      return false;
    case 'staleBrokers':
      return fenceOneStaleBroker(node, ctx);
    case 'leaderBalance':
      return balanceLeaders(node, ctx);
    case 'uncleanElection':
      return retryUncleanElections(node, ctx);
  }
}

/** Serves a request that only the active controller can; false when it is none of those. */
export function serveAsController(
  node: ControllerNode,
  conn: number,
  request: KafkaRequest,
  ctx: ControllerCtx,
): boolean {
  switch (request.api) {
    case 'brokerRegistrationRequest':
    case 'brokerHeartbeatRequest':
    case 'alterPartitionRequest':
    case 'allocateProducerIdsRequest':
    case 'createTopicsRequest':
    case 'createPartitionsRequest':
    case 'incrementalAlterConfigsRequest':
    case 'electLeadersRequest':
    case 'describeQuorumRequest':
      break;
    default:
      return false;
  }
  if (!node.memory.active.isActive) {
    ctx.send(conn, notController(request));
    return true;
  }
  switch (request.api) {
    case 'brokerRegistrationRequest':
      handleBrokerRegistration(node, conn, request, ctx);
      break;
    case 'brokerHeartbeatRequest':
      handleBrokerHeartbeat(node, conn, request, ctx);
      break;
    case 'alterPartitionRequest':
      handleAlterPartition(node, conn, request, ctx);
      break;
    case 'allocateProducerIdsRequest':
      handleAllocateProducerIds(node, conn, request, ctx);
      break;
    default:
      handleAdmin(node, conn, request, ctx);
  }
  return true;
}

type ControllerRequest = Extract<
  KafkaRequest,
  {
    api:
      | 'brokerRegistrationRequest'
      | 'brokerHeartbeatRequest'
      | 'alterPartitionRequest'
      | 'allocateProducerIdsRequest'
      | ForwardedApi;
  }
>;

function notController(request: ControllerRequest): KafkaResponse {
  const { correlationId } = request;
  const error = 'NOT_CONTROLLER';
  switch (request.api) {
    case 'brokerRegistrationRequest':
      return { api: 'brokerRegistrationResponse', correlationId, error, brokerEpoch: -1 };
    case 'brokerHeartbeatRequest':
      return {
        api: 'brokerHeartbeatResponse',
        correlationId,
        error,
        isCaughtUp: false,
        isFenced: true,
        shouldShutDown: false,
      };
    case 'alterPartitionRequest':
      return { api: 'alterPartitionResponse', correlationId, error, partitions: [] };
    case 'allocateProducerIdsRequest':
      return {
        api: 'allocateProducerIdsResponse',
        correlationId,
        error,
        producerIdStart: -1,
        producerIdLength: 0,
      };
    default:
      return { api: RESPONSE_OF[request.api], correlationId, error };
  }
}

function handleAllocateProducerIds(
  node: ControllerNode,
  conn: number,
  request: AllocateProducerIdsRequest,
  ctx: ControllerCtx,
): void {
  const { correlationId, brokerId, brokerEpoch } = request;
  const api = 'allocateProducerIdsResponse';
  if (brokerOf(node.memory.image, brokerId)?.brokerEpoch !== brokerEpoch) {
    const error = 'STALE_BROKER_EPOCH';
    respondWhenCommitted(node, ctx, conn, {
      api,
      correlationId,
      error,
      producerIdStart: -1,
      producerIdLength: 0,
    });
    return;
  }
  const producerIdStart = node.memory.image.nextProducerId;
  const nextProducerId = producerIdStart + PRODUCER_ID_BLOCK;
  writeRecords(node, ctx, [{ type: 'producerIds', brokerId, brokerEpoch, nextProducerId }]);
  const producerIdLength = PRODUCER_ID_BLOCK;
  respondWhenCommitted(node, ctx, conn, {
    api,
    correlationId,
    error: NONE,
    producerIdStart,
    producerIdLength,
  });
}

function handleAdmin(node: ControllerNode, conn: number, request: AdminRequest, ctx: ControllerCtx): void {
  const { body, correlationId } = request;
  const api = RESPONSE_OF[request.api];
  if (body.kind === 'describeQuorum') {
    const quorum = {
      leaderId: node.memory.raft.leaderId,
      leaderEpoch: node.disk.epoch,
      voters: node.config.voters.map((v) => v.id),
    };
    respondWhenCommitted(node, ctx, conn, { api, correlationId, error: NONE, quorum });
    return;
  }
  const error = changeMetadata(node, ctx, body);
  ctx.emit('admin.answered', { request: body.kind, error });
  respondWhenCommitted(node, ctx, conn, { api, correlationId, error });
}

/** Carries out an operator's call; returns Kafka's error name. */
function changeMetadata(
  node: ControllerNode,
  ctx: ControllerCtx,
  body: Exclude<AdminBody, { kind: 'describeQuorum' }>,
): string {
  switch (body.kind) {
    case 'alterConfigs':
      return alterConfigs(node, ctx, body);
    case 'alterGroupConfigs':
      return alterGroupConfigs(node, ctx, body);
    case 'electLeaders':
      return electLeaders(node, ctx, body);
    case 'createTopic':
      return createTopic(node, ctx, body);
    case 'createPartitions':
      return createPartitions(node, ctx, body);
  }
}
