import { useEffect, useRef } from 'react';
import type { Player } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatTime } from '../../ui/format.ts';

export interface TimeReadoutProps {
  readonly player: Player;
  readonly className?: string;
}

const MIN_GAP_MS = 66;

/** The shown time, "23.418 s". Written outside React, at most 15 times a second. */
export function TimeReadout({ player, className }: TimeReadoutProps) {
  const ref = useRef<HTMLOutputElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let writtenAt = -MIN_GAP_MS;
    const write = () => {
      timer = undefined;
      writtenAt = performance.now();
      if (ref.current !== null) ref.current.textContent = formatTime(player.getState().t);
    };
    write();
    const off = player.onFrame(() => {
      const wait = writtenAt + MIN_GAP_MS - performance.now();
      if (wait <= 0 && timer === undefined) write();
      else timer ??= setTimeout(write, wait);
    });
    return () => {
      off();
      clearTimeout(timer);
    };
  }, [player]);
  return (
    <output
      ref={ref}
      // Announcing it sixty times a minute would talk over everything; the slider tells the time when asked.
      aria-live="off"
      aria-label="Time shown"
      className={classNames(
        // Its own layout: ten digits a second must not lay out the page.
        'inline-block h-6 font-mono leading-6 font-semibold whitespace-nowrap text-ink tabular-nums [contain:layout_style_paint]',
        className,
      )}
    />
  );
}
