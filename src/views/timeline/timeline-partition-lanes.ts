// Lanes of partitions: who leads, who is in sync, and over all partitions what cannot be written.

import { formatCount, formatDuration, formatSet } from '../../ui/format.ts';
import { barOf, overlapsOf, splitSpan } from './timeline-bars.ts';
import type { LaneBody, LaneContext } from './timeline-layout.ts';
import type { PartitionLanes } from './timeline-partitions.ts';
import type { Bar } from './timeline-scene.ts';
import type { Span } from './timeline-span.ts';

/** When the broker with this id could be reached by nobody. */
function silentSpans({ data }: LaneContext, brokerId: number): readonly Span[] {
  const node = data.start.cluster.brokers.find((broker) => broker.id === brokerId)?.node;
  return (node === undefined ? undefined : data.faults.silent.get(node)) ?? [];
}

/** Stretches of a partition without a leader that answers, and those with one. */
function leadership(context: LaneContext, lanes: PartitionLanes) {
  return lanes.leaders.flatMap((span) =>
    splitSpan(span, span.leader < 0 ? [] : silentSpans(context, span.leader)).map((part) => ({
      ...part,
      leader: span.leader,
      leaderEpoch: span.leaderEpoch,
      isSilent: part.isInside || span.leader < 0,
    })),
  );
}

export function leaderLane(context: LaneContext, lanes: PartitionLanes): LaneBody {
  const bars = leadership(context, lanes).flatMap((part): Bar[] => {
    const length = formatDuration(Math.min(part.to, context.limit) - part.from);
    const name = `Broker ${part.leader}`;
    let bar: Bar | undefined;
    if (part.leader < 0) {
      bar = barOf(context, part, 'noLeader', [`no leader ${length}`, 'no leader', length], 'no leader');
    } else if (part.isInside) {
      const labels = [`unreachable ${length}`, 'unreachable', length];
      bar = barOf(context, part, 'unreachable', labels, `${name} named leader but unreachable`);
    } else {
      const labels = [`${name} · leaderEpoch ${part.leaderEpoch}`, name, `${part.leader}`];
      bar = barOf(context, part, 'leader', labels, `${name} leads, leaderEpoch ${part.leaderEpoch}`);
    }
    return bar === undefined ? [] : [bar];
  });
  return {
    id: `leader ${lanes.tp}`,
    label: `leader of ${lanes.tp}`,
    partition: { tp: lanes.tp, index: lanes.index },
    bars,
    ticks: [],
  };
}

export function isrLane(context: LaneContext, lanes: PartitionLanes): LaneBody {
  const bars = lanes.isr.flatMap((span): Bar[] => {
    const set = formatSet(span.isr);
    const look = span.isShrunk ? 'isrShrunk' : 'isr';
    const bar = barOf(context, span, look, [set, `${span.isr.length}`], `ISR ${set}`);
    return bar === undefined ? [] : [bar];
  });
  return {
    id: `isr ${lanes.tp}`,
    label: `ISR of ${lanes.tp}`,
    partition: { tp: lanes.tp, index: lanes.index },
    bars,
    ticks: [],
  };
}

/** All partitions together: which of them have no leader that answers. */
export function unavailableLane(context: LaneContext): LaneBody {
  const { list } = context.data.partitions;
  const spans = list.flatMap((lanes) =>
    leadership(context, lanes)
      .filter((part) => part.isSilent)
      .map((part) => ({ name: lanes.tp, from: part.from, to: part.to })),
  );
  return {
    id: 'unavailable',
    label: 'without leader',
    bars: sharedBars(context, spans, 'unavailable', list.length, 'no leader that answers'),
    ticks: [],
  };
}

/** All partitions together: which have fewer in-sync replicas than min.insync.replicas asks for. */
export function underMinLane(context: LaneContext): LaneBody {
  const { list } = context.data.partitions;
  const spans = list.flatMap((lanes) =>
    lanes.underMin.map((span) => ({ name: lanes.tp, from: span.from, to: span.to })),
  );
  return {
    id: 'underMin',
    label: 'under min ISR',
    bars: sharedBars(context, spans, 'underMin', list.length, 'under min.insync.replicas'),
    ticks: [],
  };
}

function sharedBars(
  context: LaneContext,
  spans: readonly { readonly name: string; readonly from: number; readonly to: number }[],
  look: 'unavailable' | 'underMin',
  total: number,
  words: string,
): Bar[] {
  return overlapsOf(spans, context.limit).flatMap((part): Bar[] => {
    const count = part.names.length;
    const short = count === 1 ? (part.names[0] as string) : `${count} of ${formatCount(total, 'partition')}`;
    const bar = barOf(context, part, look, [short, `${count}`], `${part.names.join(', ')} ${words}`);
    return bar === undefined ? [] : [bar];
  });
}
