// The full state of one node or replica in Kafka's words: what the inspector lists.

import { toMillis } from '../../../base/units.ts';
import { type ChainStore, CUMULATIVE_BYTES, chainGet, NO_BATCH } from '../../kernel/chain-store.ts';
import type { NodeId, NodeState, World } from '../../kernel/world.ts';
import type { BrokerNode, ReplicaState } from '../broker/broker-state.ts';
import { logOf, replicaOf } from '../broker/hosted.ts';
import type { ConfigTable } from '../config/config-key.ts';
import {
  brokerKeys,
  consumerKeys,
  controllerKeys,
  memberKeys,
  producerKeys,
  shareMemberKeys,
} from '../config/defaults.ts';
import type { ConsumerNode } from '../consumer/consumer-state.ts';
import type { ControllerNode } from '../controller/controller-state.ts';
import type { MemberNode } from '../member/member-state.ts';
import { brokerKey } from '../metadata-records.ts';
import { isInternal, type TopicPartition } from '../names.ts';
import type { NetworkClient } from '../net/network-client.ts';
import type { ProducerNode } from '../producer/producer-state.ts';
import type { ShareMemberNode } from '../share-member/share-member-state.ts';
import { type Fact, fact, setText } from './fact.ts';
import { cutFrom, healthOf } from './health.ts';
import { coordinatorFacts, memberFacts } from './member-facts.ts';
import { newestImage } from './newest-image.ts';
import { producerTotals } from './producer-totals.ts';
import { brokerShareFacts, shareMemberFacts } from './share-facts.ts';

function commonFacts(world: World, node: NodeState): Fact[] {
  const facts = [
    fact('process', healthOf(node)),
    fact('zone', node.zone === '' ? 'outside' : node.zone),
    fact('process starts', node.incarnation),
  ];
  const cut = cutFrom(world, node.id);
  if (cut.length > 0) facts.push(fact('cut off from', cut.join(', ')));
  if (node.slowFactor !== 1) facts.push(fact('slowed', `${node.slowFactor} times`));
  if (node.inbox.length > 0)
    facts.push(fact('waiting in its sockets', node.inbox.length, 'handled at resume, in order'));
  return facts;
}

/** Settings that differ from Kafka's defaults. */
function settingFacts(node: NodeState, table: ConfigTable): Fact[] {
  const config = node.config as Record<string, unknown>;
  const facts: Fact[] = [];
  for (const [name, key] of Object.entries(table)) {
    const value = name === 'acks' && config[name] === -1 ? 'all' : String(config[name]);
    if (value !== String(key.default)) facts.push(fact(name, value, `default ${key.default}`));
  }
  return facts;
}

function brokerFacts(world: World, node: BrokerNode): Fact[] {
  const id = node.config['node.id'];
  const registration = newestImage(world).brokers[brokerKey(id)];
  const facts = [fact('node.id', id), fact('broker.rack', node.config['broker.rack'])];
  facts.push(
    fact(
      'registered',
      registration === undefined ? 'no' : registration.isFenced ? 'fenced' : 'unfenced',
      'by the newest committed metadata',
    ),
  );
  if (!node.isUp) return facts;
  const { memory } = node;
  facts.push(
    fact('state', memory.state),
    fact('brokerEpoch', memory.brokerEpoch, 'offset of its registration record'),
  );
  facts.push(
    fact('metadata offset applied', memory.image.offset),
    fact('quorum leader it knows', memory.quorumLeader, `epoch ${memory.quorumEpoch}`),
  );
  const replicas = memory.replicas.filter((r) => !isInternal(r.tp));
  facts.push(
    fact(
      'leads',
      replicas
        .filter((r) => r.role === 'leader')
        .map((r) => r.tp)
        .join(', ') || 'none',
    ),
  );
  facts.push(
    fact(
      'follows',
      replicas
        .filter((r) => r.role === 'follower')
        .map((r) => r.tp)
        .join(', ') || 'none',
    ),
  );
  facts.push(
    fact('produce purgatory', memory.parkedProduces.length, 'acks=all requests that wait for the ISR'),
  );
  facts.push(fact('fetch purgatory', memory.parkedFetches.length, 'fetches that wait for records'));
  for (const fetcher of memory.fetchers) {
    facts.push(
      fact(`fetcher of leader ${fetcher.leader}`, fetcher.state, `${fetcher.partitions.length} partitions`),
    );
  }
  return [...facts, ...coordinatorFacts(node), ...brokerShareFacts(world, node)];
}

function controllerFacts(world: World, node: ControllerNode): Fact[] {
  const { disk, memory } = node;
  const facts = [
    fact('node.id', node.config['node.id']),
    fact('epoch', disk.epoch),
    fact('votedFor', disk.votedFor),
  ];
  facts.push(
    fact('logEndOffset', disk.logEndOffset, 'of the metadata log'),
    fact('highWatermark', disk.highWatermark),
  );
  if (!node.isUp) return facts;
  facts.push(
    fact('role', memory.raft.role),
    fact('leader it knows', memory.raft.leaderId),
    fact('active controller', memory.active.isActive),
  );
  if (!memory.active.isActive) return facts;
  const nowMs = toMillis(world.now);
  for (const contact of Object.values(memory.active.contacts)) {
    const ago = nowMs - contact.lastContactMs;
    facts.push(
      fact(
        `last heartbeat of broker ${contact.brokerId}`,
        `${ago} ms ago`,
        `session ${node.config['broker.session.timeout.ms']} ms`,
      ),
    );
  }
  return facts;
}

function netFacts(net: NetworkClient): Fact[] {
  return net.peers.map((peer) =>
    fact(`connection to ${peer.node}`, peer.state, `${peer.inFlight.length} requests in flight`),
  );
}

function producerFacts(world: World, node: ProducerNode): Fact[] {
  const totals = producerTotals(world, node);
  const facts = [
    fact('topic', node.config.topic),
    fact('acks', node.config.acks === -1 ? 'all' : node.config.acks),
    fact('enable.idempotence', node.config['enable.idempotence']),
  ];
  facts.push(
    fact('rate', `${node.config.ratePerSecond}/s`),
    fact('keys', node.config.keys === 0 ? 'none' : node.config.keys),
  );
  facts.push(
    fact('sent', totals.sent),
    fact('acknowledged', totals.acknowledged),
    fact('failed', totals.failed),
    fact('waiting', totals.waiting),
  );
  if (!node.isUp) return facts;
  const { memory } = node;
  if (memory.producerId >= 0)
    facts.push(fact('producerId', memory.producerId), fact('producerEpoch', memory.producerEpoch));
  facts.push(
    fact('buffered', `${memory.bufferedBytes} bytes`, `of buffer.memory ${node.config['buffer.memory']}`),
  );
  for (const queue of memory.queues) {
    if (!queue.isUsed) continue;
    facts.push(
      fact(
        queue.tp,
        `${queue.inFlight.length} in flight, ${queue.waiting.length} waiting`,
        `next sequence ${queue.nextSequence}`,
      ),
    );
  }
  return [...facts, ...netFacts(memory.net)];
}

function consumerFacts(node: ConsumerNode): Fact[] {
  const facts = [fact('topics', node.config.topics.join(', '))];
  if (!node.isUp) return facts;
  for (const p of node.memory.partitions) {
    const lag = p.position < 0 || p.highWatermark < 0 ? 'unknown' : p.highWatermark - p.position;
    facts.push(fact(p.tp, p.position < 0 ? 'no position' : `position ${p.position}`, `lag ${lag}`));
  }
  return [...facts, ...netFacts(node.memory.net)];
}

/** Everything about one node; empty for an unknown one. */
export function factsOfNode(world: World, id: NodeId): Fact[] {
  const node = world.nodes[id];
  if (node === undefined) return [];
  const common = commonFacts(world, node);
  switch (node.kind) {
    case 'broker':
      return [...common, ...brokerFacts(world, node as BrokerNode), ...settingFacts(node, brokerKeys)];
    case 'controller':
      return [
        ...common,
        ...controllerFacts(world, node as ControllerNode),
        ...settingFacts(node, controllerKeys),
      ];
    case 'producer':
      return [...common, ...producerFacts(world, node as ProducerNode), ...settingFacts(node, producerKeys)];
    case 'consumer':
      return [...common, ...consumerFacts(node as ConsumerNode), ...settingFacts(node, consumerKeys)];
    case 'shareMember': {
      const member = node as ShareMemberNode;
      const net = node.isUp ? netFacts(member.memory.net) : [];
      return [...common, ...shareMemberFacts(world, member), ...net, ...settingFacts(node, shareMemberKeys)];
    }
    case 'member': {
      const member = node as MemberNode;
      const net = node.isUp ? netFacts(member.memory.net) : [];
      return [...common, ...memberFacts(world, member), ...net, ...settingFacts(node, memberKeys)];
    }
    default:
      return common;
  }
}

function leaderFacts(world: World, node: BrokerNode, state: ReplicaState): Fact[] {
  const nowMs = toMillis(world.now);
  const facts = [
    fact('isr', setText(state.isr), 'as this broker knows it'),
    fact('leaderEpochStartOffset', state.leaderEpochStartOffset),
  ];
  if (state.pending !== undefined)
    facts.push(fact('proposed isr', setText(state.pending.isr), `${state.pending.kind}, not answered yet`));
  for (const remote of state.remotes) {
    const seen = remote.logEndOffset < 0 ? 'not heard of' : `logEndOffset ${remote.logEndOffset}`;
    const ago = nowMs - remote.lastCaughtUpMs;
    facts.push(
      fact(
        `broker ${remote.brokerId}`,
        seen,
        `caught up ${ago} ms ago; limit ${node.config['replica.lag.time.max.ms']} ms`,
      ),
    );
  }
  return facts;
}

/** Everything about one replica; empty when the node has none. */
export function factsOfReplica(world: World, store: ChainStore, id: NodeId, tp: TopicPartition): Fact[] {
  const node = world.nodes[id] as BrokerNode | undefined;
  const log = node?.kind === 'broker' ? logOf(node.disk, tp) : undefined;
  if (node === undefined || log === undefined) return [];
  const state = node.isUp ? replicaOf(node.memory, tp) : undefined;
  const bytes = log.tail === NO_BATCH ? 0 : chainGet(store, CUMULATIVE_BYTES, log.tail);
  const facts = [
    fact('role', state?.role ?? 'stopped'),
    fact('logStartOffset', log.logStartOffset),
    fact('logEndOffset', log.logEndOffset),
  ];
  facts.push(
    fact(
      'highWatermark',
      state?.highWatermark ?? node.disk.highWatermarkCheckpoint[tp] ?? 0,
      state === undefined ? 'from its checkpoint file' : 'its own',
    ),
  );
  facts.push(
    fact('flushed up to', log.flushedOffset, 'what power loss would keep'),
    fact('size', `${bytes} bytes`),
  );
  facts.push(
    fact(
      'leader epoch cache',
      log.epochs.map((e) => `${e.epoch} from ${e.startOffset}`).join(', ') || 'empty',
    ),
  );
  if (state === undefined) return facts;
  facts.push(
    fact('leader it follows', state.leader),
    fact('leaderEpoch', state.leaderEpoch),
    fact('partitionEpoch', state.partitionEpoch),
  );
  return state.role === 'leader' ? [...facts, ...leaderFacts(world, node, state)] : facts;
}
