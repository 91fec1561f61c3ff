// Which card the Stage shows, and where: the thing under pointer or focus, else the pinned message.
import { useCallback, useMemo } from 'react';
import type { ClusterView, FlightView } from '../../engine/kafka/views.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { Player, PlayerState, Selection } from '../../player/player-types.ts';
import { formatDuration } from '../../ui/format.ts';
import { useFrame } from '../use-frame.ts';
import { type CardFacts, factsOf } from './stage-facts.ts';
import type { FaultyLink } from './stage-links.ts';
import { readFlight } from './stage-reading.ts';
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

/** The card for `shown`; undefined when there is none. */
export function useStageCard(
  player: Player,
  cluster: ClusterView,
  troubled: readonly FaultyLink[],
  shown: Selection | undefined,
): ShownCard | undefined {
  const id = shown?.kind === 'message' ? shown.id : -1;
  const read = useCallback(
    (frame: Frame, state: PlayerState) =>
      id < 0 ? { flight: undefined, t: 0 } : { flight: readFlight(frame, id), t: state.t },
    [id],
  );
  const { flight, t } = useFrame(player, read);
  return useMemo(() => {
    if (shown === undefined) return undefined;
    if (shown.kind === 'message') return flight?.id === shown.id ? flightCard(cluster, flight, t) : undefined;
    const card = factsOf(cluster, troubled, shown);
    return card === undefined
      ? undefined
      : { card, when: undefined, isControlPlane: false, ringed: undefined };
  }, [cluster, troubled, shown, flight, t]);
}
