// The event that decided a prediction, and whether its causes are shown.
import { useCallback, useMemo, useState } from 'react';
import type { AttemptState } from './attempt-types.ts';

/** `open` is undefined when the step names no deciding event. */
export function useWhy({ step, phase, player }: AttemptState) {
  const [row, setRow] = useState<number>();
  const { prediction } = step;
  const kind = prediction?.show.at(-1);
  const open = useMemo(() => {
    if (prediction === undefined || kind === undefined || phase !== 'judged') return undefined;
    return () => {
      // The newest such event before the moment of judgement, in the lesson's own future.
      const [main] = player.getState().futures;
      if (main !== undefined) player.showFuture(main.id);
      const { events } = player.getState().recording;
      const found = events.find(events.rowsUntil(prediction.until) - 1, -1, (type) => type === kind);
      if (found >= 0) setRow(found);
    };
  }, [prediction, kind, phase, player]);
  const close = useCallback(() => setRow(undefined), []);
  return { row, open, close };
}
