// Data that a view reads from the trace, extended as the run is computed.

import { useEffect, useState } from 'react';
import type { Player } from '../player/player-types.ts';

const MIN_GAP_MS = 150;

/** What a view may draw of data that grows in place. */
export interface TraceData<T> {
  readonly data: T;
  /** Changes whenever `data` did. */
  readonly version: string;
  /** Time (µs) up to which the trace is in `data`: what lies behind it is not known yet, even if it is computed. */
  readonly readTo: number;
}

function readNow<T extends { readonly version: number }>(
  player: Player,
  read: (player: Player) => T,
): TraceData<T> {
  const { computedTo, current } = player.getState();
  const data = read(player);
  return { data, version: `${current} ${data.version} ${computedTo}`, readTo: computedTo };
}

/** What `read` (the same function in every call) makes of the trace; renders again when that grew, a few times a second at most. */
export function useTraceData<T extends { readonly version: number }>(
  player: Player,
  read: (player: Player) => T,
): TraceData<T> {
  const [shown, setShown] = useState(() => readNow(player, read));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      timer = undefined;
      const next = readNow(player, read);
      setShown((was) => (was.data === next.data && was.version === next.version ? was : next));
    };
    update();
    const unsubscribe = player.subscribe((state, previous) => {
      if (state.recording !== previous.recording) {
        clearTimeout(timer);
        update();
      } else if (state.computedTo !== previous.computedTo) timer ??= setTimeout(update, MIN_GAP_MS);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [player, read]);
  return shown;
}
