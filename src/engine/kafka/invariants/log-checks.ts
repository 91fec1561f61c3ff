// Checks of logs, leaders and high watermarks. Each looks at the state of one moment; what changed since the last look
// is known from the remembered last batches.

import {
  BASE_OFFSET,
  type ChainStore,
  chainContains,
  chainFindFirstAtLeast,
  chainGet,
  LAST_OFFSET,
  NO_BATCH,
  PREV,
} from '../../kernel/chain-store.ts';
import type { World } from '../../kernel/world.ts';
import type { BrokerNode, ReplicaState } from '../broker/broker-state.ts';
import type { ConsumerNode } from '../consumer/consumer-state.ts';
import type { InvariantMemory, Violation } from '../invariants.ts';
import { CLIENT, COUNT, FIRST_RECORD, PRODUCER_EPOCH, PRODUCER_ID } from '../log/batch-columns.ts';
import { brokerKey, type MetadataImage } from '../metadata-records.ts';
import type { TopicPartition } from '../names.ts';
import { nodesOfKind } from '../queries/cluster.ts';
import { brokerNodes } from '../queries/partitions.ts';

/** How far back the batch before it of the same producer is looked for. */
const MAX_LOOK_BACK = 64;

function brokersOf(world: World): BrokerNode[] {
  return nodesOfKind<BrokerNode>(world, 'broker');
}

/** I2 */
export function checkOneLeader(world: World, memory: InvariantMemory, violations: Violation[]): void {
  for (const node of brokersOf(world)) {
    for (const tp in node.memory.replicas) {
      const state = node.memory.replicas[tp] as ReplicaState;
      if (state.role !== 'leader') continue;
      const key = `${tp}@${state.leaderEpoch}`;
      const known = memory.leaders.get(key);
      if (known === undefined) memory.leaders.set(key, node.id);
      else if (known !== node.id) {
        violations.push({
          invariant: 'I2',
          subject: tp,
          message: `${known} and ${node.id} led in leaderEpoch ${state.leaderEpoch}`,
        });
      }
    }
  }
}

/** I5: the last batch of a log follows the one before it, and the log ends behind it. */
export function checkLog(
  world: World,
  store: ChainStore,
  memory: InvariantMemory,
  violations: Violation[],
): void {
  for (const node of brokersOf(world)) {
    for (const tp in node.disk.logs) {
      const log = node.disk.logs[tp];
      const key = `${node.id}/${tp}`;
      if (log === undefined || memory.tails.get(key) === log.tail) continue;
      memory.tails.set(key, log.tail);
      if (log.tail === NO_BATCH) continue;
      const previous = chainGet(store, PREV, log.tail);
      const isAfter =
        previous === NO_BATCH ||
        chainGet(store, BASE_OFFSET, log.tail) > chainGet(store, LAST_OFFSET, previous);
      if (!isAfter || log.logEndOffset !== chainGet(store, LAST_OFFSET, log.tail) + 1) {
        violations.push({
          invariant: 'I5',
          subject: key,
          message: `offsets do not increase at the end of the log (${log.logEndOffset})`,
        });
      }
    }
  }
}

/** I6: the batch before it of the same producer session holds earlier records. */
export function checkProducerOrder(world: World, store: ChainStore, violations: Violation[]): void {
  for (const node of brokersOf(world)) {
    for (const tp in node.memory.replicas) {
      const log = node.disk.logs[tp];
      if (
        (node.memory.replicas[tp] as ReplicaState).role !== 'leader' ||
        log === undefined ||
        log.tail === NO_BATCH
      )
        continue;
      const { tail } = log;
      const producer = chainGet(store, PRODUCER_ID, tail);
      if (producer < 0) continue;
      let at = chainGet(store, PREV, tail);
      for (let step = 0; step < MAX_LOOK_BACK && at !== NO_BATCH; step++, at = chainGet(store, PREV, at)) {
        if (
          chainGet(store, PRODUCER_ID, at) !== producer ||
          chainGet(store, CLIENT, at) !== chainGet(store, CLIENT, tail)
        )
          continue;
        if (chainGet(store, PRODUCER_EPOCH, at) !== chainGet(store, PRODUCER_EPOCH, tail)) break;
        if (
          chainGet(store, FIRST_RECORD, at) + chainGet(store, COUNT, at) >
          chainGet(store, FIRST_RECORD, tail)
        ) {
          violations.push({
            invariant: 'I6',
            subject: tp,
            message: `record ${chainGet(store, FIRST_RECORD, tail)} of producer id ${producer} follows a later one`,
          });
        }
        break;
      }
    }
  }
}

/** I3, first half, and remembers what is committed: the newest leader's view. */
export function checkHighWatermark(
  world: World,
  store: ChainStore,
  memory: InvariantMemory,
  isFree: (tp: TopicPartition) => boolean,
  violations: Violation[],
): void {
  const nodes = brokerNodes(world);
  for (const { node, state } of newestLeaders(world)) {
    const { tp, highWatermark } = state;
    const known = memory.committed.get(tp);
    if (known === undefined || highWatermark > known.highWatermark) {
      const tail = node.disk.logs[tp]?.tail ?? NO_BATCH;
      const batch =
        highWatermark === 0 ? NO_BATCH : chainFindFirstAtLeast(store, tail, LAST_OFFSET, highWatermark - 1);
      memory.committed.set(tp, { highWatermark, batch });
    }
    if (isFree(tp)) continue;
    for (const id of state.isr) {
      const end = nodes[brokerKey(id)]?.disk.logs[tp]?.logEndOffset ?? 0;
      if (end < highWatermark) {
        violations.push({
          invariant: 'I3',
          subject: tp,
          message: `high watermark ${highWatermark} on ${node.id}, but broker ${id} of the ISR ends at ${end}`,
        });
      }
    }
  }
}

/** The leader in the highest epoch of each partition, among running brokers. */
function newestLeaders(world: World): { node: BrokerNode; state: ReplicaState }[] {
  const newest = new Map<TopicPartition, { node: BrokerNode; state: ReplicaState }>();
  for (const node of brokersOf(world)) {
    for (const tp in node.memory.replicas) {
      const state = node.memory.replicas[tp] as ReplicaState;
      if (state.role !== 'leader') continue;
      const known = newest.get(tp);
      if (known === undefined || state.leaderEpoch > known.state.leaderEpoch) newest.set(tp, { node, state });
    }
  }
  return [...newest.values()];
}

/** I3, second half: every replica of ISR and ELR still has everything that was ever committed. */
export function checkCommitted(
  world: World,
  store: ChainStore,
  image: MetadataImage,
  memory: InvariantMemory,
  isFree: (tp: TopicPartition) => boolean,
  violations: Violation[],
): void {
  const nodes = brokerNodes(world);
  for (const [tp, { batch, highWatermark }] of memory.committed) {
    const registration = image.partitions[tp];
    if (registration === undefined || batch === NO_BATCH || isFree(tp)) continue;
    for (const id of [...registration.isr, ...registration.elr]) {
      const tail = nodes[brokerKey(id)]?.disk.logs[tp]?.tail ?? NO_BATCH;
      if (chainContains(store, tail, batch)) continue;
      violations.push({
        invariant: 'I3',
        subject: tp,
        message: `broker ${id} of ISR or ELR lacks what was committed below ${highWatermark}`,
      });
    }
  }
}

/** I4 */
export function checkReaders(world: World, memory: InvariantMemory, violations: Violation[]): void {
  for (const node of nodesOfKind<ConsumerNode>(world, 'consumer')) {
    if (!node.isUp) continue;
    for (const tp in node.memory.partitions) {
      const position = node.memory.partitions[tp]?.position ?? -1;
      const limit = memory.committed.get(tp)?.highWatermark ?? 0;
      if (position > limit) {
        violations.push({
          invariant: 'I4',
          subject: node.id,
          message: `position ${position} of ${tp} is beyond the high watermark ${limit}`,
        });
      }
    }
  }
}
