// The cards of the Stage. Loaded when somebody first points at something.

import { flightView } from '../../engine/kafka/facts/queries.ts';
import type { ClusterView, FlightView } from '../../engine/kafka/views.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { Selection } from '../../player/player-types.ts';
import { formatDuration } from '../../ui/format.ts';
import { type CardFacts, factsOf } from './stage-facts.ts';
import type { FaultyLink } from './stage-links.ts';
import { nodeName } from './stage-words.ts';

export interface ShownCard {
  readonly card: CardFacts;
  readonly when: string | undefined;
  readonly isControlPlane: boolean;
  /** The record that a fetch asks for. */
  readonly ringed: { readonly node: string; readonly tp: string; readonly offset: number } | undefined;
}

function flightCard(cluster: ClusterView, flight: FlightView, t: number): ShownCard {
  const about = flight.tp === '' ? '' : `, for ${flight.tp}`;
  const others = flight.others.length > 0 ? ` and ${flight.others.length} more` : '';
  const offset = Number(flight.facts.find((fact) => fact.label === 'fetchOffset')?.value ?? Number.NaN);
  return {
    card: {
      title: flight.api,
      subtitle: `${nodeName(cluster, flight.from)} to ${nodeName(cluster, flight.to)}${about}${others}`,
      facts: flight.facts,
      note: flight.note,
      partition: flight.isControlPlane
        ? -1
        : (cluster.partitions.find((p) => p.tp === flight.tp)?.index ?? -1),
    },
    when: `arrives in ${formatDuration(flight.deliverAt - t)}`,
    isControlPlane: flight.isControlPlane,
    ringed:
      flight.tp !== '' && !flight.isResponse && Number.isInteger(offset)
        ? { node: flight.to, tp: flight.tp, offset }
        : undefined,
  };
}

/** One message with its facts, while it is in flight. */
export function readFlight(frame: Frame, id: number): FlightView | undefined {
  const entry = frame.world.queue.find((e) => e.seq === id && e.message !== 0);
  return entry === undefined ? undefined : flightView(frame.world, frame.store, entry);
}

/** The card for `shown`; undefined when it is not there. `flight`: the message, if it is one. */
export function cardOf(
  cluster: ClusterView,
  troubled: readonly FaultyLink[],
  shown: Selection,
  flight: FlightView | undefined,
  t: number,
): ShownCard | undefined {
  if (shown.kind === 'message') return flight?.id === shown.id ? flightCard(cluster, flight, t) : undefined;
  const card = factsOf(cluster, troubled, shown);
  if (card === undefined) return undefined;
  return { card, when: undefined, isControlPlane: false, ringed: undefined };
}
