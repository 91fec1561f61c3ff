// How a view reads the player: what it selects of a frame, at most 15 times a second, and a render only when that
// changed. Nothing is scheduled unless the player said that something is new.

import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Frame } from '../engine/kernel/recording-api.ts';
import type { Player, PlayerState } from '../player/player-types.ts';

const MIN_GAP_MS = 66;
const MAX_GAP_MS = 250;
/** Of what a reading costs, from asking to drawn, this many times is left to the rest: pictures may be late, dots not. */
const REST = 8;

/**
 * What `select` returns for the frame shown. It must be plain data and copy what it keeps, because the frame's world
 * changes in place; `select` itself must be stable (a function of the module, or useCallback). Where a reading takes
 * long to draw, it is read less often.
 */
export function useFrame<T>(player: Player, select: (frame: Frame, state: PlayerState) => T): T {
  const [value, setValue] = useState<T>(() => select(player.frame(), player.getState()));
  const textRef = useRef('');
  const pace = useRef({ readAt: -MAX_GAP_MS, gap: MIN_GAP_MS });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value is what was drawn
  useLayoutEffect(() => {
    const cost = performance.now() - pace.current.readAt;
    pace.current.gap = Math.min(MAX_GAP_MS, Math.max(MIN_GAP_MS, cost * REST));
  }, [value]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      timer = undefined;
      pace.current.readAt = performance.now();
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
      const wait = pace.current.readAt + pace.current.gap - performance.now();
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
    let shown = select(player.getState());
    setValue(() => shown);
    return player.subscribe((state) => {
      const next = select(state);
      if (Object.is(next, shown)) return;
      shown = next;
      setValue(() => next);
    });
  }, [player, select]);
  return value;
}
