// What the Stage reads of a frame. The only file of the Stage that asks the engine for values.

import { ledgerView, messageRoute } from '../../engine/kafka/queries.ts';
import type { ClusterView, LedgerView } from '../../engine/kafka/views.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { PlayerState, Selection } from '../../player/player-types.ts';
import { clusterOfFrame } from '../cluster-of-frame.ts';
import { type FaultyLink, troubledLinks } from './stage-links.ts';

export interface StageReading {
  readonly cluster: ClusterView;
  readonly ledger: LedgerView;
  /** Times of the faults that nodes suffer from, by row. */
  readonly faultTimes: Readonly<Record<string, number>>;
  readonly selection: Selection | undefined;
  /** Links that are slow or lossy. */
  readonly troubled: readonly FaultyLink[];
}

/** Everything but the messages. */
export function readStage(frame: Frame, state: PlayerState): StageReading {
  const cluster = clusterOfFrame(frame);
  const faultTimes: Record<string, number> = {};
  for (const node of [...cluster.brokers, ...cluster.controllers]) {
    if (node.faultRow < 0 || node.faultRow >= frame.rows) continue;
    faultTimes[`row${node.faultRow}`] = state.recording.events.timeOf(node.faultRow);
  }
  return {
    cluster,
    ledger: ledgerView(frame.world, cluster),
    faultTimes,
    selection: state.selection,
    troubled: troubledLinks(frame.world),
  };
}

export interface FlightBrief {
  readonly id: number;
  readonly from: string;
  readonly to: string;
  readonly api: string;
  /** '' for the control plane and clients' bookkeeping. */
  readonly tp: string;
  readonly sentAt: number;
  readonly deliverAt: number;
}

/** No list of messages is longer: nobody walks more by hand. */
const MOST_FLIGHTS = 40;

/** The messages in flight that arrive first, in order of arrival, without their facts. */
export function readFlights(frame: Frame, state: PlayerState): { t: number; flights: FlightBrief[] } {
  const flights: FlightBrief[] = [];
  for (const entry of frame.world.queue) {
    if (entry.message === 0 || entry.sentAt > state.t) continue;
    const { tp, isControlPlane } = messageRoute(entry, frame.world);
    flights.push({
      id: entry.seq,
      from: entry.from,
      to: entry.node,
      api: entry.message.api,
      tp: isControlPlane ? '' : tp,
      sentAt: entry.sentAt,
      deliverAt: entry.at,
    });
  }
  flights.sort((a, b) => a.deliverAt - b.deliverAt || a.id - b.id);
  return { t: state.t, flights: flights.slice(0, MOST_FLIGHTS) };
}
