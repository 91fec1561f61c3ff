// Lines: clients to their trunk, the control lane between controllers and brokers, and cut links.

import type { ClusterView } from '../../engine/kafka/views.ts';
import type { Columns } from './stage-columns.ts';
import type { Anchor, CutScene, NodeScene, PartitionScene, Wire } from './stage-scene.ts';
import { isIsolated } from './stage-words.ts';

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

/** More pairs than this are told in words only. */
const MAX_CUTS = 4;
export const CUT_LINE = 11;

/** Pairs of brokers and controllers with a cut link, those of isolated nodes and zones left out. */
export function cutPairs(cluster: ClusterView): readonly (readonly [a: string, b: string])[] {
  const nodes = [...cluster.brokers, ...cluster.controllers];
  const known = new Set(nodes.map((node) => node.node));
  const pairs: [string, string][] = [];
  const seen = new Set<string>();
  for (const node of nodes) {
    if (isIsolated(cluster, node) || isZoneCutOff(cluster, node.zone)) continue;
    for (const other of node.cutFrom) {
      const key = [node.node, other].sort().join(' ');
      const peer = nodes.find((n) => n.node === other);
      if (!known.has(other) || seen.has(key) || peer === undefined) continue;
      if (isIsolated(cluster, peer) || isZoneCutOff(cluster, peer.zone)) continue;
      seen.add(key);
      pairs.push([node.node, other]);
    }
  }
  return pairs.slice(0, MAX_CUTS);
}

function isZoneCutOff(cluster: ClusterView, zone: string): boolean {
  if (zone === '') return false;
  const nodes = [...cluster.brokers, ...cluster.controllers];
  const inside = nodes.filter((node) => node.zone === zone);
  const outside = nodes.filter((node) => node.zone !== zone);
  return (
    outside.length > 0 && inside.every((node) => outside.every((other) => node.cutFrom.includes(other.node)))
  );
}

/** Each cut link on a line of its own below the control lane, broken in the middle. */
export function cutScenes(
  pairs: readonly (readonly [string, string])[],
  anchors: Readonly<Record<string, Anchor>>,
  top: number,
): CutScene[] {
  return pairs.flatMap(([a, b], i) => {
    const from = anchors[a];
    const to = anchors[b];
    if (from === undefined || to === undefined) return [];
    const y = top + i * CUT_LINE;
    const shift = 12 + i * 5;
    const [x1, x2] = [from.laneX + shift, to.laneX + shift];
    const middle = (x1 + x2) / 2;
    const half = x1 === x2 ? 0 : 6 * Math.sign(x2 - x1);
    const path = `M${x1},${from.y}V${y}H${middle - half}M${middle + half},${y}H${x2}V${to.y}`;
    return [{ a, b, path, at: [middle, y] as const }];
  });
}
