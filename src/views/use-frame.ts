// How a view reads the player: what it selects of a frame, at most 15 times a second, and a render only when that
// changed. Nothing is scheduled unless the player said that something is new.

import { useEffect, useRef, useState } from 'react';
import type { Frame } from '../engine/kernel/recording-api.ts';
import type { Player, PlayerState } from '../player/player-types.ts';

const MIN_GAP_MS = 66;

/**
 * What `select` returns for the frame shown. It must be plain data and copy what it keeps, because the frame's world
 * changes in place; `select` itself must be stable (a function of the module, or useCallback).
 */
export function useFrame<T>(player: Player, select: (frame: Frame, state: PlayerState) => T): T {
  const [value, setValue] = useState<T>(() => select(player.frame(), player.getState()));
  const textRef = useRef('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let readAt = -MIN_GAP_MS;
    const read = () => {
      timer = undefined;
      readAt = performance.now();
      const next = select(player.frame(), player.getState());
      const text = JSON.stringify(next) ?? '';
      if (text === textRef.current) return;
      textRef.current = text;
      setValue(next);
    };
    const unsubscribe = player.subscribe((state, previous) => {
      if (timer !== undefined) return;
      if (
        state.version === previous.version &&
        state.t === previous.t &&
        state.selection === previous.selection
      )
        return;
      const wait = readAt + MIN_GAP_MS - performance.now();
      if (wait <= 0) read();
      else timer = setTimeout(read, wait);
    });
    read();
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [player, select]);
  return value;
}

/** One field of the player's state, for controls: renders when that field changed. */
export function usePlayerState<T>(player: Player, select: (state: PlayerState) => T): T {
  const [value, setValue] = useState<T>(() => select(player.getState()));
  useEffect(() => {
    setValue(() => select(player.getState()));
    return player.subscribe((state) => setValue(() => select(state)));
  }, [player, select]);
  return value;
}
