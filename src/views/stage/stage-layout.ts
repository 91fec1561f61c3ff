// The Stage as a pure function: a cluster at one moment and a size give every box, text and line. Zones are columns,
// partitions are rows, controllers the first row; producers stand left, consumers right.

import type { ClusterView } from '../../engine/kafka/views.ts';
import { clientTrouble } from './client-links.ts';
import { type Columns, stageColumns } from './stage-columns.ts';
import { type Density, densityFor, rowsHeight } from './stage-density.ts';
import { GROUP_CAPTION, groupScenes, leastGroupsHeight } from './stage-groups.ts';
import { figures, words } from './stage-labels.ts';
import { type FaultyLink, LINK_LINE, linkScenes, shownLinks } from './stage-links.ts';
import {
  brokerScene,
  consumerHeight,
  consumerScene,
  controllerScene,
  PRODUCER_CARD,
  producerScene,
  SMALL_PRODUCER_CARD,
  zoneScene,
} from './stage-nodes.ts';
import { portX } from './stage-replica.ts';
import { type Rows, stageRows } from './stage-rows.ts';
import type { Anchor, Label, NodeScene, StageScene } from './stage-scene.ts';
import { stageSpots } from './stage-spots.ts';
import { clientWires, controlWires } from './stage-wires.ts';

export interface StageInput {
  readonly cluster: ClusterView;
  /** Time of a trace row, for "down since 12.0 s". */
  readonly timeOfRow: (row: number) => number;
  /** Links that are slow or lossy; cut ones are known from the cluster. */
  readonly troubled: readonly FaultyLink[];
  /** Most cells that a log may show: 6, or 4 on small screens. */
  readonly maxCells: number;
}

const PILL_HEIGHT = 27;
const BROKER_HEAD = 29;
const BROKER_FOOT = 6;
const ZONE_FOOT = 8;

interface Levels {
  readonly pillY: number;
  readonly laneY: number;
  readonly linkY: number;
  readonly brokerY: number;
  readonly rowsY: number;
  readonly density: Density;
  readonly brokerBottom: number;
  readonly zoneBottom: number;
}

function stageLevels(cluster: ClusterView, links: number, height: number): Levels {
  const pillY = cluster.zones.some((zone) => zone !== '') ? 30 : 11;
  const pillBottom = cluster.controllers.length > 0 ? pillY + PILL_HEIGHT : pillY;
  const laneY = pillBottom + 9;
  const brokerY = laneY + 9 + (links === 0 ? 0 : links * LINK_LINE + 4);
  const rowsY = brokerY + BROKER_HEAD;
  const rows = cluster.partitions.length;
  const density = densityFor(rows, height - rowsY - BROKER_FOOT - ZONE_FOOT);
  const brokerBottom = rowsY + Math.max(12, rowsHeight(density, rows)) + BROKER_FOOT;
  return {
    pillY,
    laneY,
    linkY: laneY + 13,
    brokerY,
    rowsY,
    density,
    brokerBottom,
    zoneBottom: brokerBottom + ZONE_FOOT,
  };
}

/**
 * Height at which all rows have the roomiest density, and clients at least their smallest cards: the view asks before it
 * gives room to the legend.
 */
export function fullStageHeight(cluster: ClusterView, troubled: readonly FaultyLink[]): number {
  const links = shownLinks(cluster, troubled).length;
  const levels = stageLevels(cluster, links, Number.POSITIVE_INFINITY);
  const { zoneBottom, rowsY } = levels;
  const producers = rowsY + cluster.producers.length * SMALL_PRODUCER_CARD.pitch;
  const lines = consumerLines(cluster, levels);
  const least = cluster.consumers.reduce((sum, one) => sum + consumerHeight(one, lines) + 10, 0);
  const groups = leastGroupsHeight(cluster.groups) - (cluster.consumers.length > 0 ? -18 : GROUP_CAPTION);
  return Math.max(zoneBottom, producers, rowsY + least + (cluster.groups.length > 0 ? groups : 0));
}

/** How far down the left column goes at least; undefined when there is none, and rows begin at the left edge. */
export function leftColumnHeight(cluster: ClusterView, troubled: readonly FaultyLink[]): number | undefined {
  const { producers } = cluster;
  if (producers.length === 0) return undefined;
  const { rowsY } = stageLevels(cluster, shownLinks(cluster, troubled).length, 0);
  return rowsY + producers.length * PRODUCER_CARD.pitch;
}

/** Lays the Stage out. The scene may be larger than `size`; it then scrolls. */
export function stageLayout(
  input: StageInput,
  size: { readonly width: number; readonly height: number },
): StageScene {
  const { cluster } = input;
  const columns = stageColumns(cluster, size.width);
  const links = shownLinks(cluster, input.troubled);
  const levels = stageLevels(cluster, links.length, size.height);
  const rows = stageRows(cluster, columns, levels.rowsY, levels.density, input.maxCells);
  const clients = clientScenes(input, columns, levels, Math.max(levels.zoneBottom, size.height));
  const nodes = [
    ...columns.zones.flatMap((zone) =>
      zone.controllers.map((c) => controllerScene(cluster, c, levels.pillY, PILL_HEIGHT)),
    ),
    ...columns.zones.flatMap((zone) =>
      zone.brokers.map((b) => brokerScene(cluster, b, levels.brokerY, levels.brokerBottom - levels.brokerY)),
    ),
    ...clients.nodes,
  ];
  const anchors = anchorsOf(nodes, columns);
  const bottom = Math.max(levels.zoneBottom, ...nodes.map((node) => node.box.y + node.box.height + 4));
  const scene = {
    width: Math.max(size.width, columns.width),
    height: Math.ceil(bottom),
    captions: [...captionsOf(cluster, columns, levels), ...clients.captions],
    zones: columns.zones.map((zone) => zoneScene(cluster, zone, levels.zoneBottom, input.timeOfRow)),
    nodes,
    ...rows,
    wires: [
      ...clientWires(nodes, rows.partitions, columns),
      ...controlWires(cluster, nodes, anchors, levels.laneY),
    ],
    links: linkScenes(links, anchors, levels.linkY),
    laneY: levels.laneY,
    anchors,
    ...lookups(rows),
  };
  return { ...scene, spots: stageSpots(input, scene, levels.brokerY, BROKER_HEAD) };
}

function lookups(rows: Rows): Pick<StageScene, 'logY' | 'railY' | 'looks'> {
  return {
    logY: Object.fromEntries(rows.replicas.map((r) => [`${r.node} ${r.tp}`, r.strip.y + r.strip.height / 2])),
    railY: Object.fromEntries(rows.partitions.map((p) => [p.tp, p.railY])),
    looks: Object.fromEntries(rows.partitions.map((p) => [p.tp, p.look])),
  };
}

/** Partitions that a consumer's card names. With groups in the same column each gets half the room. */
function consumerLines({ consumers, groups }: ClusterView, { zoneBottom, rowsY }: Levels): number {
  const room = (zoneBottom - rowsY) / (groups.length > 0 ? 2 : 1);
  return Math.max(1, Math.floor((room / Math.max(1, consumers.length) - 72) / 17));
}

function clientScenes(
  { cluster, troubled }: StageInput,
  columns: Columns,
  levels: Levels,
  bottom: number,
): { readonly nodes: NodeScene[]; readonly captions: Label[] } {
  const nodes: NodeScene[] = [];
  const { producers, consumers } = columns;
  if (producers !== undefined) {
    const isSmall = levels.rowsY + cluster.producers.length * PRODUCER_CARD.pitch > bottom;
    const { pitch } = isSmall ? SMALL_PRODUCER_CARD : PRODUCER_CARD;
    cluster.producers.forEach((producer, i) => {
      const trouble = clientTrouble(cluster, troubled, producer.node);
      nodes.push(producerScene(producer, trouble, producers, levels.rowsY + i * pitch, isSmall));
    });
  }
  if (consumers === undefined) return { nodes, captions: [] };
  let y = levels.rowsY;
  const lines = consumerLines(cluster, levels);
  const indexes = new Map(cluster.partitions.map((p) => [p.tp, p.index]));
  for (const consumer of cluster.consumers) {
    const trouble = clientTrouble(cluster, troubled, consumer.node);
    nodes.push(consumerScene(consumer, trouble, (tp) => indexes.get(tp) ?? 0, consumers, y, lines));
    y += consumerHeight(consumer, lines) + 10;
  }
  // The first heading stands beside the heads of the brokers when there is nothing above it.
  const from = cluster.consumers.length > 0 ? y + 18 : Math.max(12, levels.rowsY - GROUP_CAPTION);
  const groups = groupScenes(cluster, troubled, consumers, from, bottom);
  return { nodes: [...nodes, ...groups.nodes], captions: groups.captions };
}

function captionsOf(cluster: ClusterView, columns: Columns, levels: Levels): Label[] {
  const labels: Label[] = [];
  const heading = (text: string, x: number, y: number) =>
    words(text, x, y, 'muted', { size: 10.5, isBold: true });
  const { header } = columns;
  if (cluster.controllers.length > 0) {
    const right = header.x + header.width;
    const y = levels.pillY + PILL_HEIGHT / 2;
    labels.push(heading('CONTROLLERS', header.x, y - 13));
    labels.push(figures('quorum', header.x, y + 2, 'muted', { size: 10 }));
    const alive = `${cluster.votersAlive} of ${cluster.controllers.length}`;
    labels.push(figures(alive, right, y + 2, 'ink', { size: 10, anchor: 'end', isBold: true }));
    labels.push(figures('controllerEpoch', header.x, y + 16, 'muted', { size: 10 }));
    labels.push(
      figures(String(cluster.controllerEpoch), right, y + 16, 'ink', {
        size: 10,
        anchor: 'end',
        isBold: true,
      }),
    );
  }
  if (columns.producers !== undefined)
    labels.push(heading('PRODUCERS', columns.producers.x, levels.rowsY - 10));
  if (columns.consumers !== undefined && cluster.consumers.length > 0)
    labels.push(heading('CONSUMERS', columns.consumers.x, levels.rowsY - 10));
  return labels;
}

function anchorsOf(nodes: readonly NodeScene[], columns: Columns): Record<string, Anchor> {
  const anchors: Record<string, Anchor> = {};
  for (const { node, kind, box } of nodes) {
    const middle = box.x + box.width / 2;
    if (kind === 'producer') {
      anchors[node] = { kind, x: box.x + box.width, y: box.y + box.height / 2, laneX: columns.leftTrunk };
    } else if (kind === 'consumer') {
      anchors[node] = { kind, x: box.x, y: box.y + box.height / 2, laneX: columns.rightTrunk };
    } else if (kind === 'controller') {
      anchors[node] = { kind, x: middle, y: box.y + box.height, laneX: middle };
    } else {
      anchors[node] = { kind, x: portX(box), y: box.y, laneX: middle };
    }
  }
  return anchors;
}
