// Links with a fault, each on a line of its own between controllers, brokers and clients: a cut one is broken, a slow or
// lossy one says so.

import type { ClusterView } from '../../engine/kafka/views.ts';
import type { World } from '../../engine/kernel/world.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';
import { sansWidth } from '../text-width.ts';
import { clientNodes, clientTrouble } from './client-links.ts';
import { words } from './stage-labels.ts';
import type { Anchor, LinkScene } from './stage-scene.ts';
import { isIsolated } from './stage-words.ts';

/** A link with a fault; `text` is '' for a cut one. */
export interface FaultyLink {
  readonly a: string;
  readonly b: string;
  readonly text: string;
}

/** More links than this are told in words only. */
const MOST_LINKS = 4;
export const LINK_LINE = 11;
const LABEL_SIZE = 9;

/** Links that are slow or lossy but not cut, each pair once. */
export function troubledLinks(world: World): readonly FaultyLink[] {
  const links: FaultyLink[] = [];
  for (const a of world.order) {
    for (const b of world.order) {
      if (a >= b) continue;
      const faults = [world.links[a]?.[b], world.links[b]?.[a]].filter((fault) => fault !== undefined);
      if (faults.some((fault) => fault.cutRow >= 0)) continue;
      const slow = Math.max(1, ...faults.map((fault) => fault.slowFactor));
      const loss = Math.max(0, ...faults.map((fault) => fault.loss));
      const text = [
        slow > 1 ? `slow ×${formatNumber(slow)}` : '',
        loss > 0 ? `lossy ${formatPercent(loss)}` : '',
      ];
      if (slow > 1 || loss > 0) links.push({ a, b, text: text.filter((word) => word !== '').join(', ') });
    }
  }
  return links;
}

/** The links to draw: those of isolated nodes and zones are left out, and those of clients come last. */
export function shownLinks(cluster: ClusterView, troubled: readonly FaultyLink[]): readonly FaultyLink[] {
  const nodes = [...cluster.brokers, ...cluster.controllers];
  const known = new Set(nodes.map((node) => node.node));
  const links: FaultyLink[] = [];
  const seen = new Set<string>();
  for (const node of nodes) {
    if (isIsolated(cluster, node) || isZoneCutOff(cluster, node.zone)) continue;
    for (const other of node.cutFrom) {
      const key = [node.node, other].sort().join(' ');
      const peer = nodes.find((n) => n.node === other);
      if (seen.has(key) || peer === undefined) continue;
      if (isIsolated(cluster, peer) || isZoneCutOff(cluster, peer.zone)) continue;
      seen.add(key);
      links.push({ a: node.node, b: other, text: '' });
    }
  }
  links.push(...troubled.filter((link) => known.has(link.a) && known.has(link.b)));
  for (const client of clientNodes(cluster))
    links.push(...(clientTrouble(cluster, troubled, client)?.links ?? []));
  return links.slice(0, MOST_LINKS);
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

function isClient(anchor: Anchor): boolean {
  return anchor.kind === 'producer' || anchor.kind === 'consumer';
}

/** Where the line of the i-th link goes up: beside the middle of a box, or in the gap between a client and its trunk. */
function sideOf(anchor: Anchor, i: number): number {
  if (!isClient(anchor)) return anchor.laneX + 12 + i * 5;
  return anchor.x + (anchor.kind === 'producer' ? 1 : -1) * (2.5 + i * 1.7);
}

/** Each link on its line below the control lane, open in the middle for the break or for its words. */
export function linkScenes(
  links: readonly FaultyLink[],
  anchors: Readonly<Record<string, Anchor>>,
  top: number,
): LinkScene[] {
  return links.flatMap(({ a, b, text }, i) => {
    const from = anchors[a];
    const to = anchors[b];
    if (from === undefined || to === undefined) return [];
    const y = top + i * LINK_LINE;
    const [x1, x2] = [sideOf(from, i), sideOf(to, i)];
    const middle = (x1 + x2) / 2;
    const open = text === '' ? 6 : sansWidth(text, LABEL_SIZE) / 2 + 4;
    const half = Math.abs(x2 - x1) < 2 * open ? 0 : open * Math.sign(x2 - x1);
    const start = isClient(from) ? `M${from.x},${from.y}H${x1}` : `M${x1},${from.y}`;
    const path = `${start}V${y}H${middle - half}M${middle + half},${y}H${x2}V${to.y}`;
    const label =
      text === ''
        ? undefined
        : words(text, half === 0 ? Math.max(x1, x2) + 5 : middle, y + 3, 'fault', {
            size: LABEL_SIZE,
            anchor: half === 0 ? 'start' : 'middle',
          });
    return [{ a, b, path, at: [middle, y] as const, label, words: text === '' ? 'cut' : text }];
  });
}
