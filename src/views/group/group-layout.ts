// One group of a run as positions and words. Pure. Nothing that lies after the horizon has a place, a length or a
// figure in the scene.

import { formatCount, formatDuration, formatTimeShort } from '../../ui/format.ts';
import { sansWidth } from '../text-width.ts';
import { longestFit } from '../timeline/timeline-bars.ts';
import type { Span } from '../timeline/timeline-span.ts';
import type { Band, CallTick, GroupOptions, GroupRow, GroupScene, PhaseStep } from './group-scene.ts';
import { arrivalsIn, isWithin, seenOf, stoppedFor, sumsOf } from './group-sums.ts';
import {
  type GroupData,
  type GroupTrack,
  type OwnerSpan,
  type PartitionTrack,
  SHARED,
} from './group-track.ts';
import { shortName, waitWords } from './group-waits.ts';

const STEPS_TOP = 4;
const STEP_RISE = 5;
const STEPS_HEIGHT = 22;
const TICKS_HEIGHT = 18;
const ROW = { pitch: 20, height: 15 };
const SMALL_ROW = { pitch: 9, height: 7 };
/** With more partitions rows lose their labels. */
export const MOST_LABELLED_ROWS = 24;
const SMALLEST = 2;
/** Height of a lane with a name in it, and with how many lanes names are left out. */
const LANE = 16;
const MOST_WIDE_LANES = 4;
/** Of a line within a band over its foot. */
const BUSY_RISE = 1;

interface Place {
  readonly data: GroupData;
  readonly group: GroupTrack;
  readonly options: GroupOptions;
  /** Last time that may be seen. */
  readonly limit: number;
  readonly x: (t: number) => number;
}

/** The scene of one group. Selected or not, `options.selected` names a partition. */
export function groupLayout(data: GroupData, group: GroupTrack, options: GroupOptions): GroupScene {
  const { width, window } = options;
  const limit = Math.min(options.horizon, options.computedTo, data.end);
  const scale = width / Math.max(1, window.to - window.from);
  const x = (t: number) => Math.round(Math.min(width, Math.max(0, (t - window.from) * scale)) * 10) / 10;
  const place: Place = { data, group, options, limit, x };
  const rowsY = STEPS_TOP + STEP_RISE * 2 + STEPS_HEIGHT + TICKS_HEIGHT;
  const isSmall = group.partitions.size > MOST_LABELLED_ROWS;
  let y = rowsY;
  const rows = [...group.partitions.values()].map((track): GroupRow => {
    const isSelected = track.tp === options.selected;
    const size = isSmall && !isSelected ? SMALL_ROW : ROW;
    const lanes = lanesOf(track, limit);
    const height =
      lanes < 2 || size === SMALL_ROW ? size.height : lanes * (lanes > MOST_WIDE_LANES ? 7 : LANE);
    const row = rowOf(place, track, y, height, isSelected);
    y += size.pitch - size.height + height;
    return row;
  });
  const isHidden = options.horizon < data.end;
  const seenTo = x(limit);
  return {
    group: group.group,
    width,
    height: y + 2,
    steps: stepsOf(place),
    stepsBottom: STEPS_TOP + STEP_RISE * 2 + STEPS_HEIGHT,
    ticks: ticksOf(place),
    rows,
    barriers: group.barriers
      .filter(({ at }) => at <= limit && isInside(place, at, at))
      .map(({ at }) => x(at)),
    sums: sumsOf(data, group, seenOf(window, limit)),
    hiddenFrom: isHidden && limit < window.to ? seenTo : undefined,
    pendingFrom: !isHidden && limit < window.to && limit < data.end ? seenTo : undefined,
  };
}

function isInside({ options: { window } }: Place, from: number, to: number): boolean {
  return from <= window.to && to >= window.from;
}

function rowOf(
  place: Place,
  track: PartitionTrack,
  y: number,
  height: number,
  isSelected: boolean,
): GroupRow {
  const spans = track.spans.filter((span) => span.from <= place.limit);
  const stopped = stoppedFor(track, seenOf(place.options.window, place.limit));
  return {
    tp: track.tp,
    y,
    height,
    bands: [
      ...spans
        .filter((span) => span.owner !== SHARED && isInside(place, span.from, span.to))
        .map((span) => bandOf(place, track, span, { y, height })),
      ...readerBands(place, track, y, height),
    ],
    busy: busyOf(place, track, spans, { y, height }),
    stopped: stopped === 0 ? '–' : formatDuration(stopped),
    isSelected,
    words: [
      `${track.tp}:`,
      spans.map((span) => spanWords(place, track, span)).join('; ') || 'nobody reads it',
    ].join(' '),
  };
}

function bandOf(
  place: Place,
  track: PartitionTrack,
  span: OwnerSpan,
  box: { readonly y: number; readonly height: number },
): Band {
  const { group, limit, x } = place;
  const left = x(span.from);
  const width = Math.max(SMALLEST, x(Math.min(span.to, limit)) - left);
  const member = group.members.indexOf(span.owner);
  const wait = span.owner === '' ? waitWords(group, span, limit) : '';
  // Where there is room for it only: "session of m2".
  const labels =
    span.owner === ''
      ? [wait, wait.replace('waits for the session', 'session')]
      : [span.owner, shortName(group, span.owner)];
  return {
    key: `${span.from} ${span.owner}`,
    x: left,
    width,
    member,
    // Taken over before what is shown begins, it is no news here.
    isMoved: span.isMoved && isWithin(span.from, place.options.window),
    ...box,
    label: box.height >= ROW.height ? longestFit(labels, width) : '',
    title: spanWords(place, track, span),
  };
}

/** How many members read it at a time, at most, as far as that may be known. */
function lanesOf(track: PartitionTrack, limit: number): number {
  return track.readers.reduce((most, one) => (one.from <= limit ? Math.max(most, one.lane + 1) : most), 1);
}

/** The members of a share group that read it, each in a lane. */
function readerBands(place: Place, track: PartitionTrack, y: number, height: number): Band[] {
  const { group, limit, x } = place;
  const lane = height / lanesOf(track, limit);
  return track.readers
    .filter((one) => one.from <= limit && isInside(place, one.from, one.to))
    .map((one): Band => {
      const left = x(one.from);
      const width = Math.max(SMALLEST, x(Math.min(one.to, limit)) - left);
      return {
        key: `${one.from} ${one.node}`,
        x: left,
        width,
        y: y + one.lane * lane,
        height: lane - (height > lane ? 1 : 0),
        member: group.members.indexOf(one.node),
        isMoved: false,
        label: lane >= LANE ? longestFit([one.node, shortName(group, one.node)], width) : '',
        title: `${one.node} reads it ${timeWords(one, limit)}`,
      };
    });
}

/** "since 5 s", "5 s to 7 s". */
function timeWords({ from, to }: Span, limit: number): string {
  return to > limit ? `since ${formatTimeShort(from)}` : `${formatTimeShort(from)} to ${formatTimeShort(to)}`;
}

function spanWords(place: Place, track: PartitionTrack, span: OwnerSpan): string {
  const { limit, data } = place;
  const time = timeWords(span, limit);
  if (span.owner === SHARED) {
    const readers = track.readers.filter(
      (one) => one.from <= limit && one.from < span.to && one.to > span.from,
    );
    return readers.map((one) => `${one.node} reads it ${timeWords(one, limit)}`).join(', ');
  }
  if (span.owner !== '')
    return `${span.owner} reads it ${time}${span.isMoved ? `, taken over from ${span.before}` : ''}`;
  const length = formatDuration(Math.min(span.to, limit) - span.from);
  const arrivals = formatCount(arrivalsIn(data, track.tp, span, { from: 0, to: limit }), 'record');
  return `nobody reads it ${time} (${length}; ${arrivals} arrived): ${span.before}, ${span.why}; ${waitWords(place.group, span, limit)}`;
}

/** Lines at the foot of a band, in a share group of each reader's lane. */
function busyOf(
  place: Place,
  track: PartitionTrack,
  spans: readonly OwnerSpan[],
  box: { readonly y: number; readonly height: number },
): GroupRow['busy'] {
  const { group, limit, x } = place;
  const lane = box.height / lanesOf(track, limit);
  const inLane = (of: number) => box.y + (of + 1) * lane - (lane < box.height ? 1 : 0) - BUSY_RISE;
  const bands = [
    ...spans
      .filter((span) => span.owner !== SHARED)
      .map((span) => ({ ...span, node: span.owner, y: box.y + box.height - BUSY_RISE })),
    ...track.readers.map((reader) => ({ ...reader, y: inLane(reader.lane) })),
  ];
  return bands.flatMap((band) =>
    (group.busy.get(band.node) ?? []).flatMap((busy) => {
      const from = Math.max(band.from, busy.from);
      const to = Math.min(band.to, busy.to, limit);
      if (to <= from || !isInside(place, from, to)) return [];
      return [{ x: x(from), width: x(to) - x(from), y: band.y, member: group.members.indexOf(band.node) }];
    }),
  );
}

function stepsOf(place: Place): PhaseStep[] {
  const { group, limit, x } = place;
  const shown = group.phases.filter((phase) => phase.from <= limit && isInside(place, phase.from, phase.to));
  const first = shown[0]?.number ?? 0;
  const epoch = group.protocol === 'classic' ? 'generation' : 'group epoch';
  return shown.map((phase, i): PhaseStep => {
    const left = x(phase.from);
    const width = Math.max(SMALLEST, x(Math.min(phase.to, limit)) - left);
    const number = `${epoch} ${phase.number}`;
    // A bare number says something only where it is another one.
    const short = shown[i - 1]?.number === phase.number ? [] : [`${phase.number}`];
    const labels = phase.isOpen
      ? [`${phase.state}, ${number}`, phase.state, number, ...short]
      : [`${number} · ${phase.state}`, number, ...short];
    const lasts = phase.to > limit ? 'since' : 'from';
    return {
      key: `${phase.from}`,
      x: left,
      width,
      y: STEPS_TOP + STEP_RISE * (2 - Math.min(2, phase.number - first)),
      isOpen: phase.isOpen,
      label: longestFit(labels, width),
      title: `${phase.state}, ${number}, ${lasts} ${formatTimeShort(phase.from)}${phase.to > limit ? '' : ` to ${formatTimeShort(phase.to)}`}`,
    };
  });
}

const TICK_SIZE = 11;
const TICK_GAP = 8;

/** Calls from left to right; what caused others first, and a label only where there is room. */
function ticksOf(place: Place): CallTick[] {
  const { group, limit, options, x } = place;
  const shown = group.ticks.filter(({ at }) => at <= limit && isInside(place, at, at));
  const taken: { from: number; to: number }[] = [];
  const ranked = [...shown].sort((a, b) => Number(b.isFault) - Number(a.isFault) || a.at - b.at);
  const ticks = ranked.map((tick): CallTick => {
    const left = x(tick.at);
    const words = `${shortName(group, tick.node)} ${tick.verb}`;
    const to = left + 4 + sansWidth(words, TICK_SIZE);
    const isFree = to <= options.width && taken.every((one) => to + TICK_GAP <= one.from || left >= one.to);
    taken.push({ from: left, to: isFree ? to + TICK_GAP : left + 2 });
    return {
      key: `${tick.row}`,
      x: left,
      at: tick.at,
      member: group.members.indexOf(tick.node),
      isFault: tick.isFault,
      label: isFree ? words : '',
      title: `${formatTimeShort(tick.at)}: ${tick.node} ${tick.verb}`,
    };
  });
  return ticks.sort((a, b) => a.at - b.at);
}
