// Checks of one broker's replicas and of one reader. A replica is looked at when it changed since the last look.

import {
  BASE_OFFSET,
  type BatchId,
  type ChainStore,
  chainContains,
  chainGet,
  LAST_OFFSET,
  NO_BATCH,
  PREV,
} from '../../kernel/chain-store.ts';
import type { BrokerNode, ReplicaState } from '../broker/broker-state.ts';
import type { ConsumerNode } from '../consumer/consumer-state.ts';
import type { Violation } from '../invariants.ts';
import { CLIENT, COUNT, FIRST_RECORD, PRODUCER_EPOCH, PRODUCER_ID } from '../log/batch-columns.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import type { MemberNode } from '../member/member-state.ts';
import type { TopicPartition } from '../names.ts';
import { isLifted } from './excuses.ts';
import type { InvariantMemory, Look, SeenReplica, SeenReplicas } from './invariant-memory.ts';
import { checkPartition } from './partition-checks.ts';
import { checkLogThatCounts } from './producer-checks.ts';

/** How far back the batch before it of the same producer is looked for. */
const MAX_LOOK_BACK = 64;

/** What was seen of the replica at the next place. */
function seenNext({ all, of, placed }: SeenReplicas): SeenReplica {
  const { tp } = of[placed.length] as ReplicaState;
  let seen = all.get(tp);
  if (seen === undefined) {
    seen = { isLeader: false, leaderEpoch: -1, highWatermark: 0, isr: [], tail: NO_BATCH };
    all.set(tp, seen);
  }
  placed.push(seen);
  return seen;
}

/** What was seen of a broker's replicas, by place; those of a process that started since are looked up anew. */
function seenReplicas(memory: InvariantMemory, node: BrokerNode): SeenReplicas {
  const { replicas } = node.memory;
  let seen = memory.seen.get(node.id);
  if (seen === undefined) {
    seen = { all: new Map(), of: replicas, placed: [] };
    memory.seen.set(node.id, seen);
  }
  if (seen.of !== replicas) {
    seen.of = replicas;
    seen.placed = [];
  }
  return seen;
}

/** Everything about the replicas of one broker that changed: I2, I3, I5, I6, and I1 when the log that counts changed. */
export function checkReplicas(look: Look, node: BrokerNode): void {
  if (!node.isUp) return;
  const seen = seenReplicas(look.memory, node);
  const { replicas } = node.memory;
  for (let place = 0; place < replicas.length; place++) {
    const state = replicas[place] as ReplicaState;
    const log = node.disk.logs[state.log];
    const tail = log?.tail ?? NO_BATCH;
    const isLeader = state.role === 'leader';
    const old = place < seen.placed.length ? (seen.placed[place] as SeenReplica) : seenNext(seen);
    if (
      old.tail === tail &&
      old.highWatermark === state.highWatermark &&
      old.isr === state.isr &&
      old.isLeader === isLeader &&
      old.leaderEpoch === state.leaderEpoch
    )
      continue;
    const { tp } = state;
    const was = old.tail;
    const isNewLeader = isLeader && (!old.isLeader || old.leaderEpoch !== state.leaderEpoch);
    const hasMoved =
      isLeader && (isNewLeader || old.highWatermark !== state.highWatermark || old.isr !== state.isr);
    remember(old, state, isLeader, tail);
    if (isNewLeader) checkOneLeader(look, node, state);
    if (isLeader) noteReadable(look.memory, state);
    if (log !== undefined && was !== tail) checkTail(look, node, log, tp, isLeader);
    const isCut = was !== tail && !chainContains(look.store, tail, was);
    if (hasMoved || isCut) checkPartition(look, tp);
    if (isLeader) checkLogThatCounts(look, tp);
  }
}

function remember(old: SeenReplica, state: ReplicaState, isLeader: boolean, tail: BatchId): void {
  old.isLeader = isLeader;
  old.leaderEpoch = state.leaderEpoch;
  old.highWatermark = state.highWatermark;
  old.isr = state.isr;
  old.tail = tail;
}

/** I2. A quorum that forgot a topic may make another one of that name: its leader epochs begin anew. */
function checkOneLeader(look: Look, node: BrokerNode, state: ReplicaState): void {
  const { facts, memory, violations } = look;
  if (facts.hasMetadataLoss) return;
  const key = `${state.tp}@${state.leaderEpoch}`;
  const known = memory.leaders.get(key);
  if (known === undefined) memory.leaders.set(key, node.id);
  else if (known !== node.id) {
    violations.push({
      invariant: 'I2',
      subject: state.tp,
      message: `${known} and ${node.id} led in leaderEpoch ${state.leaderEpoch}`,
    });
  }
}

function noteReadable(memory: InvariantMemory, state: ReplicaState): void {
  const known = memory.readable.get(state.tp);
  if (known === undefined || state.highWatermark > known) memory.readable.set(state.tp, state.highWatermark);
}

/** I5: the last batch of a log follows the one before it, and the log ends behind it. I6 on the leader. */
function checkTail(
  look: Look,
  node: BrokerNode,
  log: ReplicaLog,
  tp: TopicPartition,
  isLeader: boolean,
): void {
  const { store, violations } = look;
  const { tail } = log;
  if (tail === NO_BATCH) return;
  const previous = chainGet(store, PREV, tail);
  const isAfter =
    previous === NO_BATCH || chainGet(store, BASE_OFFSET, tail) > chainGet(store, LAST_OFFSET, previous);
  if (!isAfter || log.logEndOffset !== chainGet(store, LAST_OFFSET, tail) + 1) {
    violations.push({
      invariant: 'I5',
      subject: `${node.id}/${tp}`,
      message: `offsets do not increase at the end of the log (${log.logEndOffset})`,
    });
  }
  if (isLeader) checkOrder(store, tail, tp, isLifted(look.facts, 'idempotence'), violations);
}

/** I6: the batch before it of the same producer session holds earlier records. Without idempotence there is no session. */
function checkOrder(
  store: ChainStore,
  tail: BatchId,
  tp: TopicPartition,
  isAnyProducer: boolean,
  violations: Violation[],
): void {
  const producer = chainGet(store, PRODUCER_ID, tail);
  const client = chainGet(store, CLIENT, tail);
  if (client < 0 || (producer < 0 && !isAnyProducer)) return;
  let at = chainGet(store, PREV, tail);
  for (let step = 0; step < MAX_LOOK_BACK && at !== NO_BATCH; step++, at = chainGet(store, PREV, at)) {
    if (chainGet(store, PRODUCER_ID, at) !== producer || chainGet(store, CLIENT, at) !== client) continue;
    if (chainGet(store, PRODUCER_EPOCH, at) !== chainGet(store, PRODUCER_EPOCH, tail)) return;
    const first = chainGet(store, FIRST_RECORD, tail);
    if (chainGet(store, FIRST_RECORD, at) + chainGet(store, COUNT, at) > first) {
      const who = producer < 0 ? 'of a producer without idempotence' : `of producer id ${producer}`;
      violations.push({
        invariant: 'I6',
        subject: tp,
        message: `record ${first} ${who} follows a later one or itself`,
        client,
      });
    }
    return;
  }
}

/** I4 */
export function checkReader(
  node: ConsumerNode | MemberNode,
  memory: InvariantMemory,
  violations: Violation[],
): void {
  if (!node.isUp) return;
  for (const { tp, position } of node.memory.partitions) {
    if (position <= 0) continue;
    const limit = memory.readable.get(tp) ?? 0;
    if (position > limit) {
      violations.push({
        invariant: 'I4',
        subject: node.id,
        message: `position ${position} of ${tp} is beyond the high watermark ${limit}`,
      });
    }
  }
}
