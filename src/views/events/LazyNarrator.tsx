// The narrator comes after the page: its sentences must not delay the first paint.
import { lazy, Suspense } from 'react';
import type { Player } from '../../player/player-types.ts';

const Narrator = lazy(async () => ({ default: (await import('./Narrator.tsx')).Narrator }));

export function LazyNarrator({ player }: { readonly player: Player }) {
  return (
    <Suspense fallback={null}>
      <Narrator player={player} />
    </Suspense>
  );
}
