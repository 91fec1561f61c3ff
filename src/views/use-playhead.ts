// The shown time as React state for what lists or labels by it: at most ten times a second.

import { useEffect, useState } from 'react';
import type { Player } from '../player/player-types.ts';

const MIN_GAP_MS = 100;

export function usePlayhead(player: Player): number {
  const [t, setT] = useState(() => player.getState().t);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let readAt = -MIN_GAP_MS;
    const read = () => {
      timer = undefined;
      readAt = performance.now();
      setT(player.getState().t);
    };
    read();
    const off = player.onFrame(() => {
      if (timer !== undefined) return;
      const wait = readAt + MIN_GAP_MS - performance.now();
      if (wait <= 0) read();
      else timer = setTimeout(read, wait);
    });
    return () => {
      off();
      clearTimeout(timer);
    };
  }, [player]);
  return t;
}
