// One replica's log strip: the last records of its row's common window of offsets, its own high watermark, its log
// end offset and its state. A replica that is dead, far behind, or ahead of its leader (one that was deposed and does not
// know it) shows its own last records instead.

import type { PartitionView, ReplicaView } from '../../engine/kafka/views.ts';
import { formatCount } from '../../ui/format.ts';
import { partitionLook } from '../partition-look.ts';
import { monoWidth, sansWidth } from '../text-width.ts';
import type { Density } from './stage-density.ts';
import { figures, labelWidth, words } from './stage-labels.ts';
import type { Box, Label, ReplicaScene, Strip } from './stage-scene.ts';
import { isDown, replicaState, type StateWords } from './stage-words.ts';

/** Offsets that a row's strips show in common: [from, from + cells). */
export interface OffsetWindow {
  readonly from: number;
  readonly cells: number;
  readonly pitch: number;
  /** Size of the offsets in the cells. */
  readonly cellSize: number;
}

const PADDING = 8;
/** Room right of the cells for the line from the log into the channel. */
const PORT_ROOM = 10;
const DEAD_CELLS = 3;
const GAP = 2;
/** Left and right of the offset in its cell. */
const CELL_ROOM = 2;
const LEAST_CELLS = 4;
const SMALL_CELL_SIZE = 8.5;
const WIDEST_PITCH = 46;

/** Width that a strip may take within a broker of `width`. */
export function stripRoom(width: number): number {
  return width - PADDING - PORT_ROOM;
}

/** x of the port beside the logs of a broker. */
export function portX(broker: { readonly x: number; readonly width: number }): number {
  return broker.x + broker.width - 5;
}

/** The window of a row: the newest records of the leader, without one of those replicas that are alive. */
export function offsetWindow(
  partition: PartitionView,
  room: number,
  maxCells: number,
  cellSize: number,
): OffsetWindow {
  const alive = partition.replicas.filter((r) => r.status !== 'offline' && r.status !== 'leaderUnreachable');
  const leader = alive.find((r) => r.status === 'leader');
  const ends = (alive.length > 0 ? alive : partition.replicas).map((r) => r.logEndOffset);
  const end = leader?.logEndOffset ?? Math.max(0, ...ends);
  const cellsAt = (size: number) => {
    const width = monoWidth(String(Math.max(10, end)), size) + 2 * CELL_ROOM;
    return Math.max(1, Math.min(maxCells, Math.floor((room + GAP) / (width + GAP))));
  };
  // Smaller figures where that lets a log show the least that it should.
  const size = cellsAt(cellSize) >= LEAST_CELLS ? cellSize : Math.min(cellSize, SMALL_CELL_SIZE);
  const cells = cellsAt(size);
  const pitch = Math.min(WIDEST_PITCH, Math.floor((room + GAP) / cells));
  return { from: Math.max(0, end - cells), cells, pitch, cellSize: size };
}

interface Place {
  readonly broker: { readonly x: number; readonly width: number };
  /** Top of the row. */
  readonly top: number;
  readonly density: Density;
  readonly window: OffsetWindow;
}

function stripState(replica: ReplicaView, window: OffsetWindow): ReplicaScene['state'] {
  if (replica.status === 'offline' || replica.status === 'leaderUnreachable') return 'dead';
  if (replica.logEndOffset > window.from + window.cells) return 'behind';
  // Less than one cell of it is in the common window.
  return replica.logEndOffset <= window.from && window.from > 0 ? 'behind' : 'live';
}

function stripOf(replica: ReplicaView, place: Place, state: ReplicaScene['state']): Strip {
  const { density, window } = place;
  const x = place.broker.x + PADDING;
  const count =
    state === 'live'
      ? Math.min(replica.logEndOffset - Math.max(window.from, replica.logStartOffset), window.cells)
      : Math.min(DEAD_CELLS, window.cells, replica.logEndOffset - replica.logStartOffset);
  const from = replica.logEndOffset - Math.max(0, count);
  return {
    x,
    y: place.top + density.cells,
    // A strip outside the window needs no alignment: narrow cells leave room for what stands beside them.
    pitch:
      state === 'live'
        ? window.pitch
        : Math.min(window.pitch, Math.ceil(monoWidth(String(replica.logEndOffset), window.cellSize)) + 7),
    height: density.cellHeight,
    from,
    count: Math.max(0, count),
    start: state === 'live' ? from - window.from : 0,
    committed: Math.max(0, Math.min(count, replica.highWatermark - from)),
    cellSize: window.cellSize,
  };
}

/** Left of the status line: a pill for the leader, words for the others. */
function statusOf(replica: ReplicaView, state: StateWords, place: Place) {
  const { density, broker, top } = place;
  const x = broker.x + PADDING;
  const isPill = replica.status === 'leader' || replica.status === 'leaderUnreachable';
  if (!isPill) {
    const label = words(state.text, x, top + density.status, state.tone, { size: density.textSize });
    return { pill: undefined, labels: [label], end: x + labelWidth(label) };
  }
  const size = density.textSize - 0.5;
  const width = Math.ceil(sansWidth('leader', size, true)) + 14;
  const height = density.below < 0 ? size + 4 : size + 7;
  const box: Box = { x, y: top + density.status - size * 0.36 - height / 2, width, height };
  const isDashed = replica.status === 'leaderUnreachable';
  const labels = [
    words('leader', x + 7, top + density.status, isDashed ? 'down' : 'onPartition', { size, isBold: true }),
  ];
  if (isDashed) {
    const note = words(state.text, x + width + 5, top + density.status, 'fault', { size });
    if (x + width + 5 + labelWidth(note) <= broker.x + broker.width - 4) labels.push(note);
  }
  const last = labels.at(-1) as Label;
  return { pill: { box, isDashed }, labels, end: isDashed ? last.x + labelWidth(last) : x + width };
}

/** Texts of a strip outside the window: its end beside the cells, and how far it is behind or ahead. */
function behindLabels(replica: ReplicaView, place: Place, strip: Strip, statusEnd: number): BehindLabels {
  const { density, broker, top } = place;
  const right = broker.x + broker.width - PADDING;
  const labels: Label[] = [];
  const leo = `LEO ${replica.logEndOffset}`;
  const cellsEnd = strip.x + strip.count * strip.pitch;
  const beside = figures(leo, cellsEnd + 6, strip.y + density.cellHeight / 2 + 3.5, 'down', {
    size: density.monoSize,
  });
  const hasBeside = beside.x + labelWidth(beside) <= right;
  if (hasBeside) labels.push(beside);
  const end = hasBeside ? beside.x + labelWidth(beside) + 4 : cellsEnd;
  const isDead = replica.status === 'offline' || replica.status === 'leaderUnreachable';
  const ahead = isDead ? 0 : replica.logEndOffset - place.window.from - place.window.cells;
  const [count, way] = ahead > 0 ? [ahead, 'ahead'] : [replica.recordsBehind, 'behind'];
  if (count <= 0) return { labels, end };
  const tone = isDead ? 'down' : 'warning';
  const long = `${formatCount(count, 'record')} ${way}`;
  const short = `${count} ${way}`;
  const [x, y, room, anchor] =
    density.below >= 0
      ? ([strip.x, top + density.below, right - strip.x, 'start'] as const)
      : ([right, top + density.status, right - statusEnd - 6, 'end'] as const);
  const text = [long, short].find((option) => sansWidth(option, density.textSize - 0.5) <= room);
  if (text !== undefined) labels.push(words(text, x, y, tone, { size: density.textSize - 0.5, anchor }));
  return { labels, end };
}

interface BehindLabels {
  readonly labels: Label[];
  /** Where what stands beside the cells ends. */
  readonly end: number;
}

/** Whether there is room for the log's end right of the status. */
function fitsAbove(leo: string, { density, broker }: Place, statusEnd: number): boolean {
  return broker.x + broker.width - PORT_ROOM - monoWidth(leo, density.monoSize) - 5 >= statusEnd;
}

/** Texts of a live strip: LEO at the right of the status line, HW below its bar. Each only where it fits. */
function liveLabels(replica: ReplicaView, place: Place, barX: number, statusEnd: number): Label[] {
  const { density, broker, top } = place;
  const left = broker.x + PADDING;
  const right = broker.x + broker.width - PORT_ROOM;
  const size = density.monoSize;
  const labels: Label[] = [];
  const leo = `LEO ${replica.logEndOffset}`;
  const leoWidth = monoWidth(leo, size);
  const isLeoAbove = fitsAbove(leo, place, statusEnd);
  if (isLeoAbove) labels.push(figures(leo, right, top + density.status, 'body', { size, anchor: 'end' }));
  if (density.below < 0) return labels;
  const y = top + density.below;
  if (!isLeoAbove) labels.push(figures(leo, left, y, 'body', { size }));
  const isBeforeWindow = barX < 0;
  const hw = `${isBeforeWindow ? '‹ ' : ''}HW ${replica.highWatermark}`;
  const width = monoWidth(hw, size);
  // Left of the bar, which reaches down beside it; at the left edge right of it.
  const isLeftOfBar = barX - 4 - width >= left;
  const x = isBeforeWindow ? left : isLeftOfBar ? barX - 4 - width : barX + 4;
  const isRoom = (isLeoAbove || x >= left + leoWidth + 6) && x + width <= right + 2;
  if (isRoom) labels.push(figures(hw, x, y, 'ink', { size, isBold: true }));
  return labels;
}

/** From `from`, the end of the log or of what stands beside it, to the port and down into the channel. */
function stubPath(strip: Strip, from: number, port: number, railY: number): string {
  const y = strip.y + strip.height / 2;
  const x = Math.min(from, port);
  const r = Math.max(0, Math.min(5, port - x));
  return `M${x},${y}H${port - r}Q${port},${y} ${port},${y + 5}V${railY}`;
}

/** The scene of one replica in its row. */
export function replicaScene(
  replica: ReplicaView,
  partition: PartitionView,
  broker: { readonly x: number; readonly width: number; readonly view: Parameters<typeof isDown>[0] },
  row: Omit<Place, 'broker'>,
): ReplicaScene {
  const place: Place = { ...row, broker };
  const { density, top, window } = row;
  const state = stripState(replica, window);
  const strip = stripOf(replica, place, state);
  const status = statusOf(replica, replicaState(replica, partition), place);
  const isBarInside = state === 'live' && replica.highWatermark >= window.from;
  const barX = isBarInside
    ? strip.x + Math.min(window.cells, replica.highWatermark - window.from) * strip.pitch - GAP / 2
    : -1;
  // The bar stays off a log's end that is written below it.
  const isShort = density.below < 0 || !fitsAbove(`LEO ${replica.logEndOffset}`, place, status.end);
  const beside = state === 'live' ? undefined : behindLabels(replica, place, strip, status.end);
  const texts = beside?.labels ?? liveLabels(replica, place, barX, status.end);
  const logEnd = strip.x + Math.max(1, strip.start + strip.count) * strip.pitch - GAP;
  return {
    node: replica.node,
    tp: partition.tp,
    look: partitionLook(partition.index),
    state,
    box: { x: broker.x + 3, y: top, width: broker.width - 6, height: density.rail - density.channelHalf - 1 },
    strip,
    barX,
    barY: [
      strip.y - (density.below < 0 ? 1 : 4),
      isShort ? strip.y + strip.height + 4 : top + density.below + 1,
    ],
    pill: status.pill,
    labels: [...status.labels, ...texts],
    stub:
      state === 'dead' || isDown(broker.view)
        ? undefined
        : stubPath(strip, beside?.end ?? logEnd, portX(broker), top + density.rail),
  };
}
