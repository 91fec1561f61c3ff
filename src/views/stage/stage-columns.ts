// Where the columns of the Stage stand: clients at the sides, row headers, then a column per zone with its brokers
// side by side. When brokers would become too narrow the picture becomes wider than its frame and scrolls.

import type { BrokerView, ClusterView, ControllerView } from '../../engine/kafka/views.ts';

export interface ColumnSpan {
  readonly x: number;
  readonly width: number;
}

export interface ZoneColumn extends ColumnSpan {
  readonly zone: string;
  readonly brokers: readonly (ColumnSpan & { readonly view: BrokerView })[];
  readonly controllers: readonly (ColumnSpan & { readonly view: ControllerView })[];
}

export interface Columns {
  /** Undefined without producers. */
  readonly producers: ColumnSpan | undefined;
  readonly leftTrunk: number;
  readonly header: ColumnSpan;
  readonly zones: readonly ZoneColumn[];
  readonly rightTrunk: number;
  /** Consumers and groups. */
  readonly consumers: ColumnSpan | undefined;
  readonly width: number;
}

/** Widths of the columns that are no zones, and the gaps between. */
interface Sides {
  readonly producer: number;
  readonly header: number;
  readonly consumer: number;
  /** Left and right of the row headers; right of the zones. */
  readonly headerGap: number;
  readonly zonesGap: number;
  readonly consumerGap: number;
  /** Between zones; left and right within a zone. */
  readonly zoneGap: number;
  readonly zonePadding: number;
}
const WIDE_SIDES: Sides = {
  producer: 114,
  header: 112,
  consumer: 144,
  headerGap: 22,
  zonesGap: 14,
  consumerGap: 28,
  zoneGap: 18,
  zonePadding: 7,
};
const NARROW_SIDES: Sides = {
  producer: 96,
  header: 108,
  consumer: 104,
  headerGap: 14,
  zonesGap: 8,
  consumerGap: 18,
  zoneGap: 8,
  zonePadding: 5,
};
/** Narrower frames have narrower sides. */
const NARROW = 860;
const MIN_BROKER_WIDTH = 84;
const MAX_BROKER_WIDTH = 340;
const BROKER_GAP = 8;

interface ZoneContent {
  readonly zone: string;
  readonly brokers: readonly BrokerView[];
  readonly controllers: readonly ControllerView[];
}

/** Zones that hold a broker or a controller, in the scenario's order; nodes outside all zones come last. */
export function zoneContents(cluster: ClusterView): readonly ZoneContent[] {
  const names = [...cluster.zones.filter((zone) => zone !== ''), ''];
  return names
    .map((zone) => ({
      zone,
      brokers: cluster.brokers.filter((b) => b.zone === zone),
      controllers: cluster.controllers.filter((c) => c.zone === zone),
    }))
    .filter((content) => content.brokers.length + content.controllers.length > 0);
}

/** How many broker widths a zone takes: one for a zone of controllers only, or for two controllers above one broker. */
function unitsOf(content: ZoneContent): number {
  return Math.max(1, content.brokers.length, Math.ceil(content.controllers.length / 2));
}

function split<V>(views: readonly V[], x: number, width: number): (ColumnSpan & { view: V })[] {
  const each = (width - (views.length - 1) * BROKER_GAP) / Math.max(1, views.length);
  return views.map((view, i) => ({
    view,
    x: Math.round(x + i * (each + BROKER_GAP)),
    width: Math.floor(each),
  }));
}

/** Divides the width among the columns. */
export function stageColumns(cluster: ClusterView, frameWidth: number): Columns {
  // Lines are centred on the edges of boxes: half a pixel must stay inside.
  const available = frameWidth - 2;
  const contents = zoneContents(cluster);
  const sides = available < NARROW ? NARROW_SIDES : WIDE_SIDES;
  const producers = cluster.producers.length > 0 ? { x: 1, width: sides.producer } : undefined;
  const leftTrunk = producers === undefined ? 0 : sides.producer + sides.headerGap / 2;
  const header = { x: producers === undefined ? 0 : sides.producer + sides.headerGap, width: sides.header };
  const zonesFrom = header.x + header.width + sides.zonesGap;
  const hasReaders = cluster.consumers.length + cluster.groups.length > 0;
  const right = hasReaders ? sides.consumerGap + sides.consumer : 14;
  const { zoneGap: gap, zonePadding } = sides;
  const units = contents.reduce((sum, content) => sum + unitsOf(content), 0);
  const fixed =
    Math.max(0, contents.length - 1) * gap +
    contents.length * 2 * zonePadding +
    contents.reduce((sum, content) => sum + (unitsOf(content) - 1) * BROKER_GAP, 0);
  const room = available - zonesFrom - right - fixed;
  const unit = Math.min(MAX_BROKER_WIDTH, Math.max(MIN_BROKER_WIDTH, Math.floor(room / Math.max(1, units))));
  const zones: ZoneColumn[] = [];
  let x = zonesFrom;
  for (const content of contents) {
    const inner = unitsOf(content) * unit + (unitsOf(content) - 1) * BROKER_GAP;
    zones.push({
      zone: content.zone,
      x,
      width: inner + 2 * zonePadding,
      brokers: split(content.brokers, x + zonePadding, inner),
      controllers: split(content.controllers, x + zonePadding, inner),
    });
    x += inner + 2 * zonePadding + gap;
  }
  const zonesTo = x - gap;
  const consumers = hasReaders ? { x: zonesTo + sides.consumerGap, width: sides.consumer } : undefined;
  return {
    producers,
    leftTrunk,
    header,
    zones,
    rightTrunk: zonesTo + Math.ceil(sides.consumerGap / 2),
    consumers,
    width: zonesTo + right + 1,
  };
}
