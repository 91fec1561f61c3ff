// The narrator comes after the page, when there is something to tell: its sentences must not delay the first paint.
import { lazy, Suspense } from 'react';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { usePlayerState } from '../use-frame.ts';

const Narrator = lazy(async () => ({ default: (await import('./Narrator.tsx')).Narrator }));

const selectHasEvents = ({ computedTo }: PlayerState) => computedTo > 0;

export function LazyNarrator({ player }: { readonly player: Player }) {
  const hasEvents = usePlayerState(player, selectHasEvents);
  if (!hasEvents) return null;
  return (
    <Suspense fallback={null}>
      <Narrator player={player} />
    </Suspense>
  );
}
