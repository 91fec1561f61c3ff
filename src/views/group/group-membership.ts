// Generations and epochs of a group over time, and the calls of its members that mattered.

import type { TraceReader } from '../../engine/kernel/recording-api.ts';
import { OPEN } from '../timeline/timeline-span.ts';
import { fieldsOf } from '../trace-fields.ts';
import { addBusy, type GroupData, type GroupTrack, SESSION_OVER } from './group-track.ts';

/** A join with the id that the coordinator gave a moment ago is the same call again. */
const SECOND_JOIN = 'given member id';

/** Takes one row into account. */
export function trackMembership(data: GroupData, events: TraceReader, row: number, type: string): void {
  if (type.startsWith('group.')) trackGroup(data, events, row, type);
  else if (type.startsWith('member.')) trackMember(data, events, row, type);
  else if (FAULT_VERBS[type] !== undefined) {
    const node = events.nodeOf(row);
    const group = data.byMember.get(node);
    if (group === undefined) return;
    const isStart = type === 'process.started';
    const isFirst = isStart && fieldsOf(events, row, type).incarnation === 1;
    tick(group, events, row, node, isFirst ? 'starts' : FAULT_VERBS[type], !isStart);
  }
}

const FAULT_VERBS: Readonly<Record<string, string>> = {
  'process.crashed': 'crashes',
  'host.lost': 'loses its host',
  'power.lost': 'loses power',
  'process.paused': 'is paused',
  'process.resumed': 'goes on',
  'process.started': 'starts again',
};

function tick(
  group: GroupTrack,
  events: TraceReader,
  row: number,
  node: string,
  verb: string,
  isFault = false,
): void {
  group.ticks.push({ at: events.timeOf(row), row, node, verb, isFault });
}

function phase(group: GroupTrack, at: number, number: number, state: string, isOpen: boolean): void {
  const last = group.phases.at(-1);
  if (last !== undefined) {
    if (last.from === at) group.phases.pop();
    else last.to = at;
  }
  group.phases.push({ from: at, to: OPEN, number, state, isOpen });
}

function trackGroup(data: GroupData, events: TraceReader, row: number, type: string): void {
  const at = events.timeOf(row);
  const group = data.byName.get(String((events.event(row).fields as { group?: unknown }).group ?? ''));
  if (group === undefined) return;
  const number = group.phases.at(-1)?.number ?? 0;
  switch (type) {
    case 'group.rebalanceStarted':
      phase(group, at, fieldsOf(events, row, type).generation, 'PreparingRebalance', true);
      return;
    case 'group.joinCompleted': {
      const { generation, protocol } = fieldsOf(events, row, type);
      group.assignor = protocol;
      group.barriers.push({ at, last: group.lastJoiner });
      phase(group, at, generation, 'CompletingRebalance', true);
      return;
    }
    case 'group.stabilized':
      phase(group, at, fieldsOf(events, row, type).generation, 'Stable', false);
      return;
    case 'group.emptied':
      phase(group, at, number, 'Empty', false);
      return;
    case 'group.epochBumped':
      group.atEpoch.clear();
      // Nobody in a share group waits for another member to give something up.
      if (group.protocol === 'share') {
        phase(group, at, fieldsOf(events, row, type).groupEpoch, 'Stable', false);
        return;
      }
      phase(group, at, fieldsOf(events, row, type).groupEpoch, 'Assigning', true);
      return;
    case 'group.targetComputed':
      group.assignor = fieldsOf(events, row, type).assignor;
      if (group.phases.at(-1)?.state === 'Assigning') phase(group, at, number, 'Reconciling', true);
      return;
    case 'group.memberAdded':
      group.present.add(fieldsOf(events, row, type).member);
      return;
    case 'group.memberReplaced':
      replaced(group, fieldsOf(events, row, type));
      return;
    case 'group.memberReconciled':
      reconciled(group, at, fieldsOf(events, row, type));
      return;
    case 'group.memberRemoved': {
      const { member, client, reason } = fieldsOf(events, row, type);
      group.present.delete(member);
      group.removals.push({ at, node: client });
      tick(group, events, row, client, /session|heartbeat/.test(reason) ? SESSION_OVER : 'is out');
      return;
    }
  }
}

/** A static member is back under another id. */
function replaced(group: GroupTrack, { was, member }: { readonly was: string; readonly member: string }) {
  for (const ids of [group.present, group.atEpoch]) if (ids.delete(was)) ids.add(member);
}

/** With every member at the group's epoch there is nothing left to reconcile. */
function reconciled(
  group: GroupTrack,
  at: number,
  f: { readonly member: string; readonly state: string; readonly memberEpoch: number },
): void {
  const last = group.phases.at(-1);
  if (last === undefined) return;
  if (f.state === 'STABLE' && f.memberEpoch === last.number) group.atEpoch.add(f.member);
  else group.atEpoch.delete(f.member);
  if (last.isOpen && [...group.present].every((member) => group.atEpoch.has(member)))
    phase(group, at, last.number, 'Stable', false);
}

function trackMember(data: GroupData, events: TraceReader, row: number, type: string): void {
  const node = events.nodeOf(row);
  const group = data.byMember.get(node);
  if (group === undefined) return;
  switch (type) {
    case 'member.joining': {
      group.lastJoiner = node;
      const { reason, generation } = fieldsOf(events, row, type);
      if (!reason.includes(SECOND_JOIN)) tick(group, events, row, node, generation > 0 ? 'rejoins' : 'joins');
      return;
    }
    case 'member.left':
      tick(group, events, row, node, 'leaves');
      return;
    case 'member.pollTimedOut':
      tick(group, events, row, node, 'polled too late');
      return;
    case 'member.stalled': {
      const at = events.timeOf(row);
      addBusy(group, node, { from: at, to: at + fieldsOf(events, row, type).forMs * 1_000 });
      return;
    }
  }
}
