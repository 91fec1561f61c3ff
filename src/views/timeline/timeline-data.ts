// What the lanes show, read from the trace once and extended as the run is computed. Pure data; a layout cuts it at
// the horizon.

import type { TraceReader } from '../../engine/kernel/recording-api.ts';
import { type FaultTrack, startFaults, trackFaults } from './timeline-faults.ts';
import { type PartitionTrack, startPartitions, trackPartitions } from './timeline-partitions.ts';
import { addAcknowledged, addLag, type Rates, startRates } from './timeline-rates.ts';
import type { TimelineStart } from './timeline-span.ts';

export interface TimelineData {
  readonly start: TimelineStart;
  /** Rows of the trace read so far. */
  rows: number;
  /** Rises whenever something was added. */
  version: number;
  readonly faults: FaultTrack;
  readonly partitions: PartitionTrack;
  readonly rates: Rates;
}

/** Empty lanes of a run that starts like this. `start.cluster` must be a copy: it is kept. */
export function createTimelineData(start: TimelineStart): TimelineData {
  return {
    start,
    rows: 0,
    version: 0,
    faults: startFaults(start.cluster),
    partitions: startPartitions(start),
    rates: startRates(start),
  };
}

/** Reads the rows that are new. Returns whether there were any. */
export function extendTimelineData(data: TimelineData, events: TraceReader): boolean {
  const length = events.length;
  if (data.rows === length) return false;
  for (let row = data.rows; row < length; row++) {
    const type = events.typeOf(row);
    // The most frequent kinds first; everything else is rare.
    if (type === 'message.delivered' || type === 'log.replicated') continue;
    if (type === 'batch.acknowledged') addAcknowledged(data.rates, events, row);
    else if (!addLag(data.rates, events, row, type)) {
      trackFaults(data.faults, events, row, type);
      trackPartitions(data.partitions, events, row, type);
    }
  }
  data.rows = length;
  data.version++;
  return true;
}
