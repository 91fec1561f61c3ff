// The messages in flight for keyboard and ear: while the run stands still each is a button at its place, in order of
// arrival. With reduced motion they are also listed in words.
import { useMemo } from 'react';
import type { ClusterView } from '../../engine/kafka/views.ts';
import type { Player } from '../../player/player-types.ts';
import { formatDuration } from '../../ui/format.ts';
import { useFrame } from '../use-frame.ts';
import { type FlightBrief, readFlights } from './stage-reading.ts';
import { pointOn, routeBetween } from './stage-routes.ts';
import type { StageScene } from './stage-scene.ts';
import { nodeName } from './stage-words.ts';

const SIZE = 24;

/** "fetchRequest, Broker 3 to Broker 2, orders-2". */
export function flightWords(
  cluster: ClusterView,
  flight: Pick<FlightBrief, 'api' | 'from' | 'to' | 'tp'>,
): string {
  const about = flight.tp === '' ? '' : `, ${flight.tp}`;
  return `${flight.api}, ${nodeName(cluster, flight.from)} to ${nodeName(cluster, flight.to)}${about}`;
}

export interface MessageStopsProps {
  readonly player: Player;
  readonly scene: StageScene;
  readonly cluster: ClusterView;
  readonly selected: number | undefined;
  readonly isStill: boolean;
  readonly onFocus: (id: number | undefined) => void;
  readonly onSelect: (id: number) => void;
}

/** One button per message, where it is; the canvas rings the one in focus. Only mounted while nothing moves. */
export function MessageStops(props: MessageStopsProps) {
  const { player, scene, cluster, selected, isStill, onFocus, onSelect } = props;
  const { t, flights } = useFrame(player, readFlights);
  const placed = useMemo(() => {
    const at = new Float64Array(4);
    return flights.flatMap((flight) => {
      const route = routeBetween(scene, flight.from, flight.to, flight.tp);
      if (route === undefined) return [];
      const share = (t - flight.sentAt) / Math.max(1, flight.deliverAt - flight.sentAt);
      pointOn(route, isStill ? 0.5 : share, 0, at);
      return [{ flight, left: (at[0] as number) - SIZE / 2, top: (at[1] as number) - SIZE / 2 }];
    });
  }, [flights, scene, t, isStill]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would say that these are inputs
    <div role="group" aria-label={`${placed.length} messages in flight, in order of arrival`}>
      {placed.map(({ flight, left, top }) => (
        <button
          key={flight.id}
          type="button"
          aria-label={`${flightWords(cluster, flight)}, arrives in ${formatDuration(flight.deliverAt - t)}`}
          aria-pressed={flight.id === selected}
          className="pointer-events-none absolute rounded-full outline-none"
          style={{ left, top, width: SIZE, height: SIZE }}
          onFocus={() => onFocus(flight.id)}
          onBlur={() => onFocus(undefined)}
          onClick={() => onSelect(flight.id)}
        />
      ))}
    </div>
  );
}

const MOST_WORDS = 6;

/** The messages in flight as sentences, for readers who asked for less motion. */
export function MessageWords({ player, cluster }: Pick<MessageStopsProps, 'player' | 'cluster'>) {
  const { t, flights } = useFrame(player, readFlights);
  return (
    <section aria-label="Messages in flight" className="max-h-full w-full overflow-y-auto">
      <h2 className="mb-1 text-[0.6875rem] font-semibold tracking-widest text-muted uppercase">
        Messages in flight
      </h2>
      {flights.length === 0 && <p className="text-xs text-body">None.</p>}
      <ol className="grid grid-cols-2 gap-x-6 text-xs text-body max-md:grid-cols-1">
        {flights.slice(0, MOST_WORDS).map((flight) => (
          <li key={flight.id} className="truncate">
            <span className="font-mono">{flight.api}</span>
            {flightWords(cluster, { ...flight, api: '' }).replace(/^, /, ' ')}, arrives in{' '}
            {formatDuration(flight.deliverAt - t)}
          </li>
        ))}
      </ol>
      {flights.length > MOST_WORDS && (
        <p className="text-xs text-muted">and {flights.length - MOST_WORDS} more</p>
      )}
    </section>
  );
}
