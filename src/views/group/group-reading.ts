// Who reads which partition, and since when nobody does. It follows the same events as the ledger, so that the gaps
// add up to its figures.

import type { TraceReader } from '../../engine/kernel/recording-api.ts';
import { OPEN } from '../timeline/timeline-span.ts';
import { fieldsOf } from '../trace-fields.ts';
import { endReaders, trackShare } from './group-share.ts';
import {
  addBusy,
  closeSpan,
  type GroupData,
  type GroupTrack,
  newestEnd,
  type Stop,
  trackOf,
} from './group-track.ts';

const LONG_BUSY = 1_000_000;
/** What ends a process, in a few words. */
const ENDS: Readonly<Record<string, string>> = {
  'process.crashed': 'its process crashed',
  'host.lost': 'its host is gone',
  'power.lost': 'its host lost power',
  'process.exited': 'its process ended',
};

/** Takes the row into account if it is about reading; says whether nobody else needs it. */
export function trackReading(data: GroupData, events: TraceReader, row: number, type: string): boolean {
  const at = events.timeOf(row);
  const node = events.nodeOf(row);
  switch (type) {
    case 'records.polled':
    case 'shareMember.polled':
      pollBegins(data.byMember.get(node), node, at);
      return true;
    case 'records.processed':
    case 'shareMember.processed': {
      const poll = data.byMember.get(node)?.polls.get(node);
      if (poll !== undefined) poll.to = at;
      return true;
    }
    case 'partition.started':
      begin(data, fieldsOf(events, row, type), node, at, row);
      return true;
    case 'partitions.stopped':
    case 'partitions.revoked': {
      const { group, tps, reason } = fieldsOf(events, row, type);
      const stop = { at, row, node, why: reason, isCrash: false };
      for (const tp of tps === '' ? [] : tps.split(',')) end(data, data.byName.get(group), tp, stop);
      return true;
    }
    case 'offset.committed': {
      const { group, tp, offset } = fieldsOf(events, row, type);
      data.byName.get(group)?.partitions.get(tp)?.commits.push({ at, offset });
      return true;
    }
    case 'group.memberRemoved': {
      const { client, reason } = fieldsOf(events, row, type);
      // Leaders serve a member of a share group for as long as it asks.
      if (data.byMember.get(client)?.protocol === 'share') return false;
      endAll(data, {
        at,
        row,
        node: client,
        why: `it was taken out of the group: ${reason}`,
        isCrash: false,
      });
      return false;
    }
    default: {
      if (type.startsWith('share')) return trackShare(data, events, row, type);
      const why = ENDS[type];
      if (why !== undefined) endAll(data, { at, row, node, why, isCrash: type !== 'process.exited' });
      return false;
    }
  }
}

function begin(
  data: GroupData,
  { group, tp, offset }: { readonly group: string; readonly tp: string; readonly offset: number },
  node: string,
  at: number,
  row: number,
): void {
  const track = trackOf(data.byName.get(group), tp);
  if (track === undefined) return;
  if (track.firstOffset < 0) track.firstOffset = offset;
  const last = track.spans.at(-1);
  if (last?.owner === node) return;
  const before = last === undefined ? '' : last.owner === '' ? last.before : last.owner;
  closeSpan(data, track, at);
  track.spans.push({
    from: at,
    to: OPEN,
    owner: node,
    isMoved: before !== '' && before !== node,
    before,
    why: '',
    row,
    isCrash: false,
    endOffset: newestEnd(data, tp),
    endOffsetAfter: -1,
  });
}

/** Nobody reads it from now on, unless somebody else does already. */
function end(data: GroupData, group: GroupTrack | undefined, tp: string, stop: Stop): void {
  const track = group?.partitions.get(tp);
  const last = track?.spans.at(-1);
  if (track === undefined || last === undefined || last.owner !== stop.node) return;
  closeSpan(data, track, stop.at);
  track.spans.push({
    from: stop.at,
    to: OPEN,
    owner: '',
    isMoved: false,
    before: stop.node,
    why: stop.why,
    row: stop.row,
    isCrash: stop.isCrash,
    endOffset: newestEnd(data, tp),
    endOffsetAfter: -1,
  });
}

function endAll(data: GroupData, stop: Stop): void {
  const group = data.byMember.get(stop.node);
  if (group === undefined) return;
  pollEnds(group, stop.node);
  if (group.protocol === 'share') endReaders(data, group, stop);
  else for (const tp of group.partitions.keys()) end(data, group, tp, stop);
}

function pollBegins(group: GroupTrack | undefined, node: string, at: number): void {
  if (group === undefined || group.polls.get(node)?.from === at) return;
  pollEnds(group, node);
  group.polls.set(node, { from: at, to: at });
}

function pollEnds(group: GroupTrack, node: string): void {
  const poll = group.polls.get(node);
  if (poll === undefined) return;
  group.polls.delete(node);
  if (poll.to - poll.from >= LONG_BUSY) addBusy(group, node, poll);
}
