// A broker's life as the controller sees it: registration, heartbeats, readiness, controlled shutdown.
// [src: server/BrokerLifecycleManager.java; core/server/BrokerServer.scala: startup, shutdown; KIP-631, KIP-966]
// Simplification: log recovery and the first publication of metadata take a fixed 100 ms.

import { MICROS_PER_MS } from '../../../base/units.ts';
import type { Because } from '../../kernel/events.ts';
import type { BrokerHeartbeatResponse, BrokerRegistrationResponse } from '../messages.ts';
import { NONE } from '../names.ts';
import { publishImage } from './apply-metadata.ts';
import type { BrokerCtx, BrokerNode } from './broker-state.ts';
import { askedController, clearChannels, submit } from './controller-channel.ts';
import { closeLogs } from './storage-tasks.ts';

/** Heartbeats while the broker catches up with the metadata, ms after the answer. */
const STARTING_HEARTBEAT_MS = 10;
/** During controlled shutdown: the second question, ms after the first answer that does not let the broker go. */
const SHUTDOWN_RETRY_MS = 50;
/** Teaching constant: log recovery and first publication of metadata. */
const RECOVERY_MS = 100;

/** A process start: registers, and gives up after initial.broker.registration.timeout.ms. */
export function startLifecycle(node: BrokerNode, ctx: BrokerCtx): void {
  ctx.setTimer('registrationTimeout', node.config['initial.broker.registration.timeout.ms'] * MICROS_PER_MS);
  register(node, ctx);
}

function register(node: BrokerNode, ctx: BrokerCtx): void {
  const { config, memory } = node;
  ctx.cause = ctx.emit('broker.registrationSent', { previousBrokerEpoch: memory.previousBrokerEpoch });
  submit(
    node,
    {
      api: 'brokerRegistrationRequest',
      brokerId: config['node.id'],
      node: node.id,
      rack: config['broker.rack'],
      incarnationId: memory.incarnationId,
      previousBrokerEpoch: memory.previousBrokerEpoch,
    },
    config['broker.heartbeat.interval.ms'],
    config['broker.heartbeat.interval.ms'],
    ctx,
  );
}

/** Registered: heartbeats begin. Refused (the old session is still valid, say): again after one interval. */
export function onRegistrationResponse(
  node: BrokerNode,
  response: BrokerRegistrationResponse,
  ctx: BrokerCtx,
): void {
  if (response.error !== NONE) {
    ctx.cause = ctx.emit('broker.registrationRefused', { error: response.error });
    scheduleNext(node, node.config['broker.heartbeat.interval.ms'], ctx);
    return;
  }
  node.memory.brokerEpoch = response.brokerEpoch;
  ctx.cancelTimer('registrationTimeout');
  ctx.cause = ctx.emit('broker.registered', { brokerEpoch: response.brokerEpoch });
  sendHeartbeat(node, ctx);
}

/** 60 s without a registration: the process exits. */
export function onRegistrationTimeout(node: BrokerNode, ctx: BrokerCtx): void {
  const waitedMs = ctx.nowMs - node.memory.startedMs;
  const setting = 'initial.broker.registration.timeout.ms';
  ctx.cause = ctx.emit('broker.registrationGivenUp', { waitedMs }, whyUnheard(node, setting, ctx));
  ctx.exit('no registration');
}

/** Sends the next heartbeat, or notes that it is due when one is open: there is one at a time. */
export function sendHeartbeat(node: BrokerNode, ctx: BrokerCtx): void {
  const { config, memory } = node;
  if (memory.isHeartbeatOpen) {
    memory.isHeartbeatDue = true;
    return;
  }
  memory.isHeartbeatOpen = true;
  const interval = config['broker.heartbeat.interval.ms'];
  submit(
    node,
    {
      api: 'brokerHeartbeatRequest',
      brokerId: config['node.id'],
      brokerEpoch: memory.brokerEpoch,
      currentMetadataOffset: memory.image.offset,
      wantFence: !memory.isReady,
      wantShutDown: memory.state === 'PENDING_CONTROLLED_SHUTDOWN',
    },
    interval,
    interval,
    ctx,
  );
}

/** The lifecycle timer: time to register again, or for the next heartbeat. */
export function onLifecycleTimer(node: BrokerNode, ctx: BrokerCtx): void {
  if (node.memory.brokerEpoch < 0) register(node, ctx);
  else sendHeartbeat(node, ctx);
}

/** No answer within the interval: the next question comes one interval later. A broker never fences itself. */
export function onLifecycleRequestGivenUp(node: BrokerNode, ctx: BrokerCtx): void {
  const { config, memory } = node;
  memory.isHeartbeatOpen = false;
  if (memory.brokerEpoch >= 0) {
    ctx.emit(
      'heartbeat.failed',
      { reason: 'no answer' },
      whyUnheard(node, 'broker.heartbeat.interval.ms', ctx),
    );
  }
  if (memory.isHeartbeatDue) {
    resendAtOnce(node, ctx);
    return;
  }
  scheduleNext(node, config['broker.heartbeat.interval.ms'], ctx);
}

/** The controller's view of this broker decides what state it enters and when it asks again. */
export function onHeartbeatResponse(
  node: BrokerNode,
  response: BrokerHeartbeatResponse,
  ctx: BrokerCtx,
): void {
  const { config, memory } = node;
  const interval = config['broker.heartbeat.interval.ms'];
  memory.isHeartbeatOpen = false;
  memory.heartbeatRow = ctx.cause;
  if (response.error !== NONE) {
    ctx.emit('heartbeat.failed', { reason: response.error });
    if (memory.isHeartbeatDue) {
      resendAtOnce(node, ctx);
      return;
    }
    scheduleNext(node, interval, ctx);
    return;
  }
  memory.isFencedByController = response.isFenced;
  let nextMs = interval;
  switch (memory.state) {
    case 'STARTING':
      if (response.isCaughtUp) {
        memory.state = 'RECOVERY';
        ctx.setTimer('recovery', RECOVERY_MS * MICROS_PER_MS);
      }
      nextMs = STARTING_HEARTBEAT_MS;
      break;
    case 'RECOVERY':
      if (memory.isReady && !response.isFenced) startServing(node, ctx);
      break;
    case 'PENDING_CONTROLLED_SHUTDOWN':
      if (response.shouldShutDown) {
        ctx.cause = ctx.emit('broker.shutdownAllowed', {});
        stop(node, ctx);
        return;
      }
      memory.shutdownAnswers++;
      if (memory.shutdownAnswers === 1) nextMs = SHUTDOWN_RETRY_MS;
      break;
    default:
      break;
  }
  if (memory.isHeartbeatDue) {
    resendAtOnce(node, ctx);
    return;
  }
  scheduleNext(node, nextMs, ctx);
}

function resendAtOnce(node: BrokerNode, ctx: BrokerCtx): void {
  node.memory.isHeartbeatDue = false;
  ctx.cancelTimer('lifecycle');
  if (node.memory.brokerEpoch < 0) register(node, ctx);
  else sendHeartbeat(node, ctx);
}

/** Heartbeats have no cause but time; repeated registrations keep theirs. */
function scheduleNext(node: BrokerNode, delayMs: number, ctx: BrokerCtx): void {
  ctx.setTimer('lifecycle', delayMs * MICROS_PER_MS, node.memory.state === 'RUNNING' ? -1 : ctx.cause);
}

/** Logs are recovered: partitions take their roles, followers begin to fetch, and the broker asks to be unfenced. */
export function onRecoveryTimer(node: BrokerNode, ctx: BrokerCtx): void {
  if (node.memory.state !== 'RECOVERY') return;
  publishImage(node, ctx);
  node.memory.isReady = true;
  if (node.memory.isHeartbeatOpen) node.memory.isHeartbeatDue = true;
  else resendAtOnce(node, ctx);
}

/** Unfenced: only now the ports open, for clients and for other brokers. */
function startServing(node: BrokerNode, ctx: BrokerCtx): void {
  node.memory.state = 'RUNNING';
  ctx.listen(true);
  ctx.emit('broker.becameReady', {});
}

/** SIGTERM. A serving broker asks the controller to move its leaderships first; another one just stops. */
export function onShutdownRequested(node: BrokerNode, ctx: BrokerCtx): void {
  const { memory } = node;
  if (memory.state === 'PENDING_CONTROLLED_SHUTDOWN' || memory.state === 'SHUTTING_DOWN') return;
  ctx.cause = ctx.emit('broker.shutdownStarted', {});
  if (memory.state !== 'RUNNING') {
    stop(node, ctx);
    return;
  }
  memory.state = 'PENDING_CONTROLLED_SHUTDOWN';
  memory.shutdownAnswers = 0;
  ctx.setTimer('shutdownWait', node.config['controlled.shutdown.max.wait.ms'] * MICROS_PER_MS);
  if (memory.isHeartbeatOpen) memory.isHeartbeatDue = true;
  else resendAtOnce(node, ctx);
}

/** No controller has let the broker go for 5 min: it goes anyway. */
export function onShutdownWaitTimer(node: BrokerNode, ctx: BrokerCtx): void {
  if (node.memory.state === 'PENDING_CONTROLLED_SHUTDOWN') stop(node, ctx);
}

function stop(node: BrokerNode, ctx: BrokerCtx): void {
  node.memory.state = 'SHUTTING_DOWN';
  ctx.listen(false);
  clearChannels(node);
  closeLogs(node);
  ctx.cause = ctx.emit('broker.stopped', { clean: 1 });
  const { restartWith } = node.memory;
  if (restartWith === undefined) ctx.exit('controlled shutdown');
  else ctx.exitAndRestart('controlled shutdown, to start again with other settings', restartWith);
}

function whyUnheard(node: BrokerNode, setting: string, ctx: BrokerCtx): Because {
  const because: { heard?: number; blocked?: number; setting: string } = { setting };
  const { heartbeatRow } = node.memory;
  if (heartbeatRow >= 0) because.heard = heartbeatRow;
  const controller = askedController(node);
  const blocked = controller === '' ? -1 : ctx.whySilent(controller);
  if (blocked >= 0) because.blocked = blocked;
  return because;
}
