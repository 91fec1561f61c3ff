// The moment under the playhead in words: what the slider says.

import { formatSet, formatTime } from '../../ui/format.ts';
import type { TimelineData } from './timeline-data.ts';
import type { Span } from './timeline-span.ts';

function at<S extends Span>(spans: readonly S[], t: number): S | undefined {
  return spans.findLast((span) => span.from <= t && t < span.to);
}

/** "23.418 s. zone a down. Broker 2 leads orders-0. ISR {2,3}". */
export function describeMoment(data: TimelineData, t: number, tp: string | undefined): string {
  const words = [formatTime(t)];
  for (const fault of data.faults.spans) if (fault.from <= t && t < fault.to) words.push(fault.label);
  const lanes = (tp === undefined ? undefined : data.partitions.byName.get(tp)) ?? data.partitions.list[0];
  const leader = lanes === undefined ? undefined : at(lanes.leaders, t);
  if (lanes !== undefined && leader !== undefined) {
    const node = data.start.cluster.brokers.find((broker) => broker.id === leader.leader)?.node;
    const isSilent = node !== undefined && at(data.faults.silent.get(node) ?? [], t) !== undefined;
    if (leader.leader < 0) words.push(`${lanes.tp} has no leader`);
    else
      words.push(
        `Broker ${leader.leader} ${isSilent ? 'is named leader of' : 'leads'} ${lanes.tp}${isSilent ? ' but unreachable' : ''}`,
      );
    const isr = at(lanes.isr, t);
    if (isr !== undefined) words.push(`ISR ${formatSet(isr.isr)}`);
  }
  return words.join('. ');
}
