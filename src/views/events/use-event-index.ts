// The rows that a filter lets through, extended as the run is computed.

import { useEffect, useState } from 'react';
import type { Player } from '../../player/player-types.ts';
import { createEventIndex, type EventFilter, type EventIndex, extendEventIndex } from './event-index.ts';

const MIN_GAP_MS = 150;

/** The index for the recording shown; a new object whenever it grew. */
export function useEventIndex(player: Player, filter: EventFilter): { readonly index: EventIndex } {
  const [shown, setShown] = useState(() => ({ index: createEventIndex(filter) }));
  useEffect(() => {
    let index = createEventIndex(filter);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      timer = undefined;
      extendEventIndex(index, player.getState().recording.events);
      setShown({ index });
    };
    update();
    const unsubscribe = player.subscribe((state, previous) => {
      if (state.recording !== previous.recording) {
        index = createEventIndex(filter);
        clearTimeout(timer);
        update();
      } else if (state.computedTo !== previous.computedTo) timer ??= setTimeout(update, MIN_GAP_MS);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [player, filter]);
  return shown;
}
