// What is wrong with the links of clients, and of a broker to its leader, in words from long to short. A client that has
// the same trouble with every broker says so on its card; with some of them it gets lines of its own.

import type { ClusterView } from '../../engine/kafka/views.ts';
import type { NodeId } from '../../engine/kernel/world.ts';
import { formatList } from '../../ui/format.ts';
import type { FaultyLink } from './stage-links.ts';
import { brokerName } from './stage-words.ts';

export interface ClientTrouble {
  /** The same in ever fewer words. */
  readonly forms: readonly string[];
  /** No broker can be reached. */
  readonly isCutOff: boolean;
  /** Links with brokers that need lines of their own; none when all brokers are alike. */
  readonly links: readonly FaultyLink[];
}

/** The fault of the link between two nodes: '' cut, "slow ×10", undefined none. */
export function troubleBetween(
  cluster: ClusterView,
  troubled: readonly FaultyLink[],
  broker: NodeId,
  other: NodeId,
): string | undefined {
  if (cluster.brokers.some((b) => b.node === broker && b.cutFrom.includes(other))) return '';
  return troubled.find((l) => (l.a === broker && l.b === other) || (l.a === other && l.b === broker))?.text;
}

function formsOf(text: string, peers: string): string[] {
  if (text === '') return [`cut from ${peers}`, 'link cut', 'cut'];
  return [`${text} to ${peers}`, text, text.replace(/[ ,].*$/, '')];
}

/** What keeps a producer, consumer or member from brokers; undefined when nothing does. */
export function clientTrouble(
  cluster: ClusterView,
  troubled: readonly FaultyLink[],
  client: NodeId,
): ClientTrouble | undefined {
  const faults = cluster.brokers.flatMap((broker) => {
    const text = troubleBetween(cluster, troubled, broker.node, client);
    return text === undefined ? [] : [{ broker, text }];
  });
  const [first] = faults;
  if (first === undefined) return undefined;
  const isAlike = faults.every(({ text }) => text === first.text);
  const isEverywhere = isAlike && faults.length === cluster.brokers.length;
  if (isEverywhere && first.text === '')
    return { forms: ['cut from every broker', 'cut off'], isCutOff: true, links: [] };
  const links = faults.map(({ broker, text }) => ({ a: client, b: broker.node, text }));
  if (isEverywhere) return { forms: formsOf(first.text, 'every broker'), isCutOff: false, links: [] };
  if (!isAlike) {
    const all = faults.map(({ broker, text }) => formsOf(text, brokerName(broker))[0] ?? '');
    return { forms: [all.join(', '), 'links in trouble', 'links'], isCutOff: false, links };
  }
  const peers = formatList(faults.map(({ broker }) => brokerName(broker)));
  return { forms: formsOf(first.text, peers), isCutOff: false, links };
}

/** Producers, consumers and members, in the order of the picture. */
export function clientNodes(cluster: ClusterView): NodeId[] {
  return [
    ...cluster.producers.map((p) => p.node),
    ...cluster.consumers.map((c) => c.node),
    ...cluster.groups.flatMap((group) => group.members.map((member) => member.node)),
  ];
}

/** ", slow ×10 to Broker 1" for a sentence; '' when nothing is wrong. */
export function troubleWords(cluster: ClusterView, troubled: readonly FaultyLink[], client: NodeId): string {
  if (!clientNodes(cluster).includes(client)) return '';
  const trouble = clientTrouble(cluster, troubled, client);
  return trouble === undefined ? '' : `, ${trouble.forms[0]}`;
}
