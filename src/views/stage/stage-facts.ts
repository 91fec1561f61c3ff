// What the card says of a thing under the pointer or focus: three figures at most, and a sentence. The inspector has
// the rest.

import type { ClusterView } from '../../engine/kafka/views.ts';
import type { Selection } from '../../player/player-types.ts';
import { formatNumber, formatSet } from '../../ui/format.ts';
import { troubleWords } from './client-links.ts';
import type { FaultyLink } from './stage-links.ts';
import {
  brokerName,
  brokerState,
  controllerName,
  controllerState,
  cutWords,
  generationWords,
  memberIn,
  nodeName,
  replicaState,
} from './stage-words.ts';

export interface CardFacts {
  readonly title: string;
  readonly subtitle: string;
  readonly facts: readonly { readonly label: string; readonly value: string; readonly note: string }[];
  readonly note: string;
  /** Index of the partition whose mark stands beside the title; -1 none. */
  readonly partition: number;
}

const fact = (label: string, value: string | number, note = '') => ({
  label,
  value: typeof value === 'number' ? String(value) : value,
  note,
});

/** The card of anything but a message; undefined when it is not there. */
export function factsOf(
  cluster: ClusterView,
  troubled: readonly FaultyLink[],
  selection: Selection,
): CardFacts | undefined {
  switch (selection.kind) {
    case 'replica':
    case 'record':
      return replicaFacts(cluster, selection.node, selection.tp);
    case 'partition':
      return partitionFacts(cluster, selection.tp);
    case 'node':
      return withTrouble(nodeFacts(cluster, selection.node), troubleWords(cluster, troubled, selection.node));
    case 'zone':
      return zoneFacts(cluster, selection.zone);
    case 'link':
      return {
        title: 'link',
        subtitle: `${nodeName(cluster, selection.a)} – ${nodeName(cluster, selection.b)}`,
        facts: [],
        note: isCut(cluster, selection.a, selection.b)
          ? 'Cut: nothing sent on it arrives. Both ends learn of it by time-outs only.'
          : 'What is sent on it arrives late.',
        partition: -1,
      };
    default:
      return undefined;
  }
}

/** Adds what is wrong with a client's links: ", slow ×10 to Broker 1". */
function withTrouble(facts: CardFacts | undefined, trouble: string): CardFacts | undefined {
  if (facts === undefined || trouble === '') return facts;
  const sentence = `${trouble.slice(2, 3).toUpperCase()}${trouble.slice(3)}.`;
  return { ...facts, note: `${sentence} ${facts.note}`.trim() };
}

function isCut(cluster: ClusterView, a: string, b: string): boolean {
  const nodes = [...cluster.brokers, ...cluster.controllers];
  return nodes.some(
    (node) => (node.node === a && node.cutFrom.includes(b)) || (node.node === b && node.cutFrom.includes(a)),
  );
}

function replicaFacts(cluster: ClusterView, node: string, tp: string): CardFacts | undefined {
  const partition = cluster.partitions.find((p) => p.tp === tp);
  const replica = partition?.replicas.find((r) => r.node === node);
  if (partition === undefined || replica === undefined) return undefined;
  const behind =
    replica.recordsBehind > 0
      ? `It lacks ${formatNumber(replica.recordsBehind)} records that the leader has.`
      : '';
  const isr = replica.isInIsr ? 'In the ISR.' : 'Outside the ISR.';
  return {
    title: tp,
    subtitle: `Broker ${replica.broker}, ${replicaState(replica, partition).text}`,
    facts: [
      fact('logEndOffset', replica.logEndOffset, 'next to be written'),
      fact('highWatermark', replica.highWatermark, 'as it knows it'),
      fact('leaderEpoch', replica.leaderEpoch, 'as it knows it'),
    ],
    note: `${isr} ${behind}`.trim(),
    partition: partition.index,
  };
}

function partitionFacts(cluster: ClusterView, tp: string): CardFacts | undefined {
  const partition = cluster.partitions.find((p) => p.tp === tp);
  if (partition === undefined) return undefined;
  const note = partition.isUnderMinIsr
    ? 'Fewer replicas are in sync than min.insync.replicas: producers with acks=all are refused.'
    : partition.isUnderReplicated
      ? `${partition.replicas.length - partition.isr.length} of ${partition.replicas.length} replicas are outside the ISR.`
      : 'All replicas are in sync.';
  return {
    title: tp,
    subtitle: partition.leader < 0 ? 'no leader' : `leader Broker ${partition.leader}`,
    facts: [
      fact('leaderEpoch', partition.leaderEpoch),
      fact('ISR', formatSet(partition.isr), `of ${partition.replicas.length} replicas`),
      fact('min.insync.replicas', partition.minIsr),
    ],
    note: partition.elr.length > 0 ? `${note} Eligible leader replicas: ${formatSet(partition.elr)}.` : note,
    partition: partition.index,
  };
}

function nodeFacts(cluster: ClusterView, node: string): CardFacts | undefined {
  const broker = cluster.brokers.find((b) => b.node === node);
  if (broker !== undefined) {
    return {
      title: brokerName(broker),
      subtitle: brokerState(broker, cluster.partitions.length).text,
      facts: [
        fact('leads', `${broker.leads}`, `of ${cluster.partitions.length} partitions`),
        fact('brokerEpoch', broker.brokerEpoch),
        fact('metadata offset', broker.metadataOffset, 'applied'),
      ],
      note: cutWords(cluster, broker) ?? '',
      partition: -1,
    };
  }
  const controller = cluster.controllers.find((c) => c.node === node);
  if (controller !== undefined) {
    return {
      title: `Controller ${controllerName(controller)}`,
      subtitle: controllerState(controller).text,
      facts: [
        fact('controllerEpoch', controller.epoch),
        fact('logEndOffset', controller.logEndOffset, 'metadata log'),
        fact('highWatermark', controller.highWatermark, 'metadata log'),
      ],
      note: cutWords(cluster, controller) ?? '',
      partition: -1,
    };
  }
  return clientFacts(cluster, node);
}

function clientFacts(cluster: ClusterView, node: string): CardFacts | undefined {
  const producer = cluster.producers.find((p) => p.node === node);
  if (producer !== undefined) {
    return {
      title: producer.node,
      subtitle: `producer, acks=${producer.acks}${producer.isIdempotent ? ', idempotent' : ''}`,
      facts: [
        fact('sent', formatNumber(producer.sent), 'records'),
        fact('acknowledged', formatNumber(producer.acknowledged), 'records'),
        fact('waiting', formatNumber(producer.waiting), 'not yet acknowledged'),
      ],
      note: producer.failed > 0 ? `${formatNumber(producer.failed)} records failed.` : '',
      partition: -1,
    };
  }
  const consumer = cluster.consumers.find((c) => c.node === node);
  if (consumer === undefined) return memberFacts(cluster, node);
  return {
    title: consumer.node,
    subtitle: 'consumer without a group',
    facts: [
      fact('consumed', formatNumber(consumer.consumed), 'records'),
      fact('lag', formatNumber(consumer.lag), 'highWatermark - position'),
      fact('partitions', consumer.partitions.length),
    ],
    note: '',
    partition: -1,
  };
}

function memberFacts(cluster: ClusterView, node: string): CardFacts | undefined {
  const found = memberIn(cluster, node);
  if (found === undefined) return undefined;
  const { group, member } = found;
  const owned = member.partitions.map((p) => p.tp);
  const lag = group.partitions.reduce((sum, p) => sum + (owned.includes(p.tp) ? p.lag : 0), 0);
  return {
    title: member.node,
    subtitle: `group ${group.group}: ${generationWords(group)}`,
    facts: [
      fact('lag', formatNumber(lag), 'highWatermark - committedOffset'),
      fact('processed', formatNumber(member.processed), 'records'),
      fact('partitions', owned.length, member.state),
    ],
    note: owned.length === 0 ? '' : `It reads ${owned.join(', ')}.`,
    partition: -1,
  };
}

function zoneFacts(cluster: ClusterView, zone: string): CardFacts {
  const brokers = cluster.brokers.filter((b) => b.zone === zone);
  const controllers = cluster.controllers.filter((c) => c.zone === zone);
  const up = [...brokers, ...controllers].filter((n) => n.health === 'up').length;
  return {
    title: `zone ${zone}`,
    subtitle: `${up} of ${brokers.length + controllers.length} nodes up`,
    facts: [fact('brokers', brokers.length), fact('controllers', controllers.length)],
    note: '',
    partition: -1,
  };
}
