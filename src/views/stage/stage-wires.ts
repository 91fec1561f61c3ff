// Lines: clients to their trunk, and the control lane between controllers and brokers.

import type { ClusterView } from '../../engine/kafka/views.ts';
import type { Columns } from './stage-columns.ts';
import type { Anchor, NodeScene, PartitionScene, Wire } from './stage-scene.ts';

/** Cards to trunk, trunk to the lowest rail it feeds. */
export function clientWires(
  nodes: readonly NodeScene[],
  partitions: readonly PartitionScene[],
  columns: Columns,
): Wire[] {
  const wires: Wire[] = [];
  const rails = partitions.map((p) => p.railY);
  if (rails.length === 0) return wires;
  for (const kind of ['producer', 'consumer'] as const) {
    const cards = nodes.filter((node) => node.kind === kind);
    if (cards.length === 0) continue;
    const trunk = kind === 'producer' ? columns.leftTrunk : columns.rightTrunk;
    const ys = cards.map((card) => card.box.y + card.box.height / 2);
    for (const [i, card] of cards.entries()) {
      const edge = kind === 'producer' ? card.box.x + card.box.width : card.box.x;
      wires.push({ id: card.node, path: `M${edge},${ys[i]}H${trunk}`, look: 'client' });
    }
    wires.push({
      id: `${kind} trunk`,
      path: `M${trunk},${Math.min(...ys, ...rails)}V${Math.max(...ys, ...rails)}`,
      look: 'client',
    });
  }
  return wires;
}

/** Dotted, purple: the active controller to every other voter and every broker that is up, by the lane. */
export function controlWires(
  cluster: ClusterView,
  nodes: readonly NodeScene[],
  anchors: Readonly<Record<string, Anchor>>,
  laneY: number,
): Wire[] {
  const active = cluster.controllers.find((c) => c.isActive && (c.health === 'up' || c.health === 'paused'));
  if (active === undefined) return [];
  const ends = nodes.filter(
    (node) =>
      (node.kind === 'broker' || node.kind === 'controller') && node.look !== 'down' && node.look !== 'cut',
  );
  const xs: number[] = [];
  const wires: Wire[] = [];
  for (const end of ends) {
    const anchor = anchors[end.node];
    if (anchor === undefined) continue;
    xs.push(anchor.laneX);
    wires.push({ id: `lane ${end.node}`, path: `M${anchor.laneX},${anchor.y}V${laneY}`, look: 'control' });
  }
  if (xs.length > 1)
    wires.push({ id: 'lane', path: `M${Math.min(...xs)},${laneY}H${Math.max(...xs)}`, look: 'control' });
  return wires;
}
