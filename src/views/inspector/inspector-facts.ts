// Facts of things that are no single node: partitions, zones; and whose events belong to a selection.

import type { ClusterView, PartitionView } from '../../engine/kafka/views.ts';
import type { Selection } from '../../player/player-types.ts';
import { formatSet } from '../../ui/format.ts';
import { brokerName, brokerState, controllerName, controllerState } from '../stage/stage-words.ts';
import type { Fact, Related } from './inspector-reading.ts';

/** What the metadata says of a partition. */
export function partitionState(partition: PartitionView): Fact[] {
  const leader = partition.leader < 0 ? 'none (-1)' : `Broker ${partition.leader}`;
  return [
    {
      label: 'leader',
      value: leader,
      note: partition.isAvailable || partition.leader < 0 ? '' : 'unreachable',
    },
    { label: 'leaderEpoch', value: String(partition.leaderEpoch), note: '' },
    { label: 'partitionEpoch', value: String(partition.partitionEpoch), note: '' },
    {
      label: 'replicas',
      value: partition.replicas.map((r) => r.broker).join(', '),
      note: 'in assignment order',
    },
    {
      label: 'ISR',
      value: formatSet(partition.isr),
      note: partition.isUnderReplicated ? 'under-replicated' : '',
    },
    { label: 'ELR', value: formatSet(partition.elr), note: 'eligible leader replicas' },
    {
      label: 'min.insync.replicas',
      value: String(partition.minIsr),
      note: partition.isUnderMinIsr ? 'fewer are in sync' : 'as it counts now',
    },
  ];
}

/** Settings of the topic that are not Kafka's defaults. */
export function partitionSettings(
  settings: readonly { readonly name: string; readonly value: unknown; readonly isDefault: boolean }[],
): Fact[] {
  return settings
    .filter((setting) => !setting.isDefault)
    .map((setting) => ({ label: setting.name, value: String(setting.value), note: 'set for the topic' }));
}

/** A zone: its nodes and how they are. */
export function zoneNodes(cluster: ClusterView, zone: string) {
  const brokers = cluster.brokers.filter((broker) => broker.zone === zone);
  const controllers = cluster.controllers.filter((controller) => controller.zone === zone);
  const related: Related[] = [
    ...controllers.map((view) => ({
      selection: { kind: 'node', node: view.node } as const,
      title: `Controller ${controllerName(view)}`,
      note: controllerState(view).text,
    })),
    ...brokers.map((view) => ({
      selection: { kind: 'node', node: view.node } as const,
      title: brokerName(view),
      note: brokerState(view, cluster.partitions.length).text,
    })),
  ];
  if (related.length === 0) return undefined;
  const up = [...brokers, ...controllers].filter((node) => node.health === 'up').length;
  return {
    title: `zone ${zone}`,
    subtitle: `${up} of ${related.length} nodes up`,
    partition: -1,
    note: '',
    facts: [],
    records: [],
    related,
  };
}

/** Nodes (empty = any) and partition ('' = any) whose events tell the story of a selection. */
export function eventNodes(
  cluster: ClusterView,
  selection: Selection,
): { nodes: ReadonlySet<string>; tp: string } {
  switch (selection.kind) {
    case 'node':
      return { nodes: new Set([selection.node]), tp: '' };
    case 'replica':
    case 'record':
      return { nodes: new Set([selection.node]), tp: selection.tp };
    case 'partition':
      return { nodes: new Set(), tp: selection.tp };
    case 'zone': {
      const all = [...cluster.brokers, ...cluster.controllers].filter((node) => node.zone === selection.zone);
      return { nodes: new Set(all.map((node) => node.node)), tp: '' };
    }
    case 'link':
      return { nodes: new Set(['', selection.a, selection.b]), tp: '' };
    default:
      return { nodes: new Set(['no node']), tp: '' };
  }
}
