// All groups of a run, read from the trace once and extended as the run is computed.

import type { TraceReader } from '../../engine/kernel/recording-api.ts';
import { fieldsOf } from '../trace-fields.ts';
import { trackMembership } from './group-membership.ts';
import { trackReading } from './group-reading.ts';
import type { GroupData } from './group-track.ts';

const BUCKETS = 2_000;

/** Reads the rows that are new. Returns whether there were any. */
export function extendGroupData(data: GroupData, events: TraceReader): boolean {
  const length = events.length;
  if (data.rows === length) return false;
  for (let row = data.rows; row < length; row++) {
    const type = events.typeOf(row);
    // The most frequent kinds first; everything else is rare.
    if (type === 'message.delivered' || type === 'log.replicated' || type === 'log.appended') continue;
    if (type === 'highWatermark.advanced') {
      const { tp, to, isLeader } = fieldsOf(events, row, type);
      if (isLeader === 1) setEnd(data, tp, events.timeOf(row), to);
    } else if (type === 'replica.becameLeader') {
      const { tp, highWatermark } = fieldsOf(events, row, type);
      setEnd(data, tp, events.timeOf(row), highWatermark);
    } else if (!trackReading(data, events, row, type)) trackMembership(data, events, row, type);
  }
  data.rows = length;
  data.version++;
  return true;
}

function setEnd(data: GroupData, tp: string, at: number, offset: number): void {
  let ends = data.endOffsets.get(tp);
  if (ends === undefined) {
    ends = { at: [], offset: [] };
    data.endOffsets.set(tp, ends);
  }
  const last = ends.at.length - 1;
  const width = data.end / BUCKETS;
  // Within one bucket the newest value is kept, at the bucket's first time: finer than a pixel.
  if (last >= 0 && Math.floor((ends.at[last] ?? 0) / width) === Math.floor(at / width))
    ends.offset[last] = offset;
  else {
    ends.at.push(at);
    ends.offset.push(offset);
  }
}
