// Who reads which partition in a share group: several members may at once. A partition that nobody reads has a gap, as in
// other groups.

import type { TraceReader } from '../../engine/kernel/recording-api.ts';
import { OPEN } from '../timeline/timeline-span.ts';
import { fieldsOf } from '../trace-fields.ts';
import {
  closeSpan,
  type GroupData,
  type GroupTrack,
  newestEnd,
  type PartitionTrack,
  SHARED,
  type Stop,
  trackOf,
} from './group-track.ts';

/** Takes one row about share groups into account; says that nobody else needs it. */
export function trackShare(data: GroupData, events: TraceReader, row: number, type: string): boolean {
  const at = events.timeOf(row);
  switch (type) {
    case 'shareMember.assigned': {
      const { group, tps, memberEpoch } = fieldsOf(events, row, type);
      const track = data.byName.get(group);
      const why = memberEpoch < 0 ? 'it left the group' : 'another member has it now';
      if (track !== undefined)
        assign(data, track, tps, { at, row, node: events.nodeOf(row), why, isCrash: false });
      break;
    }
    case 'share.partitionOpened': {
      const { group, tp, startOffset } = fieldsOf(events, row, type);
      const track = trackOf(data.byName.get(group), tp);
      if (track === undefined) break;
      if (track.firstOffset < 0) track.firstOffset = startOffset;
      track.commits.push({ at, offset: startOffset });
      break;
    }
    case 'share.startMoved': {
      const { group, tp, to } = fieldsOf(events, row, type);
      data.byName.get(group)?.partitions.get(tp)?.commits.push({ at, offset: to });
      break;
    }
    case 'share.lockExpired': {
      const { group, client } = fieldsOf(events, row, type);
      const ticks = data.byName.get(group)?.ticks;
      const last = ticks?.at(-1);
      // One word for all the records whose time was over together.
      if (last?.at !== at || last.node !== client)
        ticks?.push({ at, row, node: client, verb: 'held its locks too long', isFault: true });
      break;
    }
  }
  return true;
}

function assign(data: GroupData, group: GroupTrack, tps: string, stop: Stop): void {
  const wanted = new Set(tps === '' ? [] : tps.split(','));
  for (const [tp, track] of group.partitions) if (!wanted.has(tp)) endReader(data, track, stop);
  for (const tp of wanted) {
    const track = trackOf(group, tp);
    if (track !== undefined) beginReader(data, track, stop);
  }
}

function beginReader(data: GroupData, track: PartitionTrack, { at, node, row }: Stop): void {
  const open = track.readers.filter((one) => one.to === OPEN);
  if (open.some((one) => one.node === node)) return;
  let lane = 0;
  while (open.some((one) => one.lane === lane)) lane++;
  track.readers.push({ from: at, to: OPEN, node, lane });
  if (track.spans.at(-1)?.owner === SHARED) return;
  closeSpan(data, track, at);
  track.spans.push(spanFrom(data, track, { at, row, node: '', why: '', isCrash: false }, SHARED));
}

function endReader(data: GroupData, track: PartitionTrack, stop: Stop): void {
  const reader = track.readers.find((one) => one.to === OPEN && one.node === stop.node);
  if (reader === undefined) return;
  reader.to = stop.at;
  if (track.readers.some((one) => one.to === OPEN)) return;
  closeSpan(data, track, stop.at);
  track.spans.push(spanFrom(data, track, stop, ''));
}

function spanFrom(data: GroupData, track: PartitionTrack, stop: Stop, owner: string) {
  return {
    from: stop.at,
    to: OPEN,
    owner,
    isMoved: false,
    before: stop.node,
    why: stop.why,
    row: stop.row,
    isCrash: stop.isCrash,
    endOffset: newestEnd(data, track.tp),
    endOffsetAfter: -1,
  };
}

/** The member is gone: it reads nothing any more. */
export function endReaders(data: GroupData, group: GroupTrack, stop: Stop): void {
  for (const track of group.partitions.values()) endReader(data, track, stop);
}
