// Which card the Stage shows: of the thing under pointer or focus, else of the pinned message.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ClusterView } from '../../engine/kafka/views.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { Player, PlayerState, Selection } from '../../player/player-types.ts';
import { useFrame } from '../use-frame.ts';
import type { ShownCard } from './stage-cards.ts';
import type { FaultyLink } from './stage-links.ts';

type Cards = typeof import('./stage-cards.ts');

let loaded: Cards | undefined;

/** What makes cards; loaded, once, when one is first wanted. */
function useCards(isWanted: boolean): Cards | undefined {
  const [cards, setCards] = useState(loaded);
  useEffect(() => {
    if (!isWanted || cards !== undefined) return;
    let isGone = false;
    import('./stage-cards.ts').then(
      ({ readFlight, cardOf }) => {
        loaded = { readFlight, cardOf };
        if (!isGone) setCards(loaded);
      },
      // Without it there is no card; the next thing pointed at asks again.
      () => {},
    );
    return () => {
      isGone = true;
    };
  }, [isWanted, cards]);
  return cards;
}

/** The card for `shown`; undefined when there is none. */
export function useStageCard(
  player: Player,
  cluster: ClusterView,
  troubled: readonly FaultyLink[],
  shown: Selection | undefined,
): ShownCard | undefined {
  const id = shown?.kind === 'message' ? shown.id : -1;
  const cards = useCards(shown !== undefined);
  const read = useCallback(
    (frame: Frame, state: PlayerState) =>
      id < 0 ? { flight: undefined, t: 0 } : { flight: cards?.readFlight(frame, id), t: state.t },
    [id, cards],
  );
  const { flight, t } = useFrame(player, read);
  return useMemo(
    () => (shown === undefined ? undefined : cards?.cardOf(cluster, troubled, shown, flight, t)),
    [cards, cluster, troubled, shown, flight, t],
  );
}
