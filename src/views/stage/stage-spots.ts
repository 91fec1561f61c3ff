// The parts of the Stage that answer to pointer and keyboard, in reading order, with their names.

import type { ClusterView } from '../../engine/kafka/views.ts';
import type { Selection } from '../../player/player-types.ts';
import { troubleWords } from './client-links.ts';
import type { FaultyLink } from './stage-links.ts';
import type { Box, Spot, StageScene } from './stage-scene.ts';
import {
  brokerSentence,
  consumerSentence,
  controllerSentence,
  memberIn,
  memberSentence,
  nodeName,
  partitionSentence,
  producerSentence,
  replicaSentence,
} from './stage-words.ts';

/** One text per selectable thing; equal selections have equal texts. */
export function spotId(selection: Selection): string {
  switch (selection.kind) {
    case 'node':
      return `node ${selection.node}`;
    case 'replica':
    case 'record':
      return `replica ${selection.node} ${selection.tp}`;
    case 'partition':
      return `partition ${selection.tp}`;
    case 'zone':
      return `zone ${selection.zone}`;
    case 'link':
      return `link ${[selection.a, selection.b].sort().join(' ')}`;
    case 'message':
      return `message ${selection.id}`;
    case 'event':
      return `event ${selection.row}`;
  }
}

export function stageSpots(
  { cluster, troubled }: { readonly cluster: ClusterView; readonly troubled: readonly FaultyLink[] },
  scene: Omit<StageScene, 'spots'>,
  brokerY: number,
  brokerHead: number,
): Spot[] {
  const spots: Spot[] = [];
  const add = (selection: Selection, box: Box, name: string) =>
    spots.push({ id: spotId(selection), selection, box, name });
  for (const zone of scene.zones) {
    if (zone.zone === '') continue;
    const state = zone.look === 'plain' ? '' : `, ${zone.look}`;
    add({ kind: 'zone', zone: zone.zone }, { ...zone.box, height: 26 }, `zone ${zone.zone}${state}`);
  }
  for (const node of scene.nodes) {
    const box = node.kind === 'broker' ? { ...node.box, y: brokerY, height: brokerHead } : node.box;
    const trouble = troubleWords(cluster, troubled, node.node);
    add({ kind: 'node', node: node.node }, box, `${nodeSentence(cluster, node.node)}${trouble}`);
  }
  for (const link of scene.links) {
    const [x, y] = link.at;
    const box = { x: x - 24, y: y - 7, width: 48, height: 14 };
    add(
      { kind: 'link', a: link.a, b: link.b },
      box,
      `link ${nodeName(cluster, link.a)}–${nodeName(cluster, link.b)}: ${link.words}`,
    );
  }
  for (const row of scene.partitions) {
    const partition = cluster.partitions.find((p) => p.tp === row.tp);
    if (partition === undefined) continue;
    const x = row.glyph.x - 12;
    const width = row.isrChip.box.x + row.isrChip.box.width - x + 5;
    const top = row.glyph.y - 12;
    // Down to the channel, but around the ISR also where the two stand close.
    const { box: chip } = row.isrChip;
    const bottom = Math.max(row.channel.y - 2, chip.y + chip.height + 3);
    add(
      { kind: 'partition', tp: row.tp },
      { x, y: top, width, height: bottom - top },
      partitionSentence(partition),
    );
    for (const replica of scene.replicas.filter((r) => r.tp === row.tp)) {
      const view = partition.replicas.find((r) => r.node === replica.node);
      if (view === undefined) continue;
      add({ kind: 'replica', node: replica.node, tp: row.tp }, replica.box, replicaSentence(view, partition));
    }
  }
  return spots;
}

function nodeSentence(cluster: ClusterView, node: string): string {
  const broker = cluster.brokers.find((b) => b.node === node);
  if (broker !== undefined) return brokerSentence(cluster, broker);
  const controller = cluster.controllers.find((c) => c.node === node);
  if (controller !== undefined) return controllerSentence(cluster, controller);
  const producer = cluster.producers.find((p) => p.node === node);
  if (producer !== undefined) return producerSentence(producer);
  const consumer = cluster.consumers.find((c) => c.node === node);
  if (consumer !== undefined) return consumerSentence(consumer);
  const found = memberIn(cluster, node);
  return found === undefined ? node : memberSentence(found.group, found.member);
}
