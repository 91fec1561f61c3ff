// How far behind readers are, in records and in time: the age of the oldest record that is still to be read or committed.

import { appendedAt } from '../../engine/kafka/facts/queries.ts';
import type { ClusterView, PartitionView } from '../../engine/kafka/views.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import { formatCount, formatDuration } from '../../ui/format.ts';
import { memberIn } from '../stage/stage-words.ts';
import type { Fact } from './inspector-reading.ts';

function lagFact(
  frame: Frame,
  cluster: ClusterView,
  at: { readonly tp: string; readonly lag: number; readonly highWatermark: number },
  label: string,
): Fact {
  const partition = cluster.partitions.find((one) => one.tp === at.tp);
  // The lag counts from the offset that is next to be read or committed.
  const oldest =
    partition === undefined || at.lag === 0
      ? undefined
      : appendedAt(frame.world, frame.store, partition, at.highWatermark - at.lag);
  return {
    label,
    value: formatCount(at.lag, 'record'),
    note: oldest === undefined ? '' : `the oldest is ${formatDuration(frame.t - oldest)} old`,
  };
}

/** Of a consumer or a member, partition by partition; nothing of other nodes. */
export function lagFacts(frame: Frame, cluster: ClusterView, node: string): Fact[] {
  const consumer = cluster.consumers.find((one) => one.node === node);
  const found = memberIn(cluster, node);
  const owned = new Set(found?.member.partitions.map((one) => one.tp));
  const at = consumer?.partitions ?? found?.group.partitions.filter((one) => owned.has(one.tp)) ?? [];
  return at.map((one) => lagFact(frame, cluster, one, `lag of ${one.tp}`));
}

/** Of every reader of one partition. */
export function groupLagFacts(frame: Frame, cluster: ClusterView, { tp }: PartitionView): Fact[] {
  const readers = [
    ...cluster.groups.map(({ group, partitions }) => ({ name: group, partitions })),
    ...cluster.consumers.map(({ node, partitions }) => ({ name: node, partitions })),
  ];
  return readers.flatMap(({ name, partitions }) =>
    partitions.filter((one) => one.tp === tp).map((one) => lagFact(frame, cluster, one, `lag of ${name}`)),
  );
}
