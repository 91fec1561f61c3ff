// The playhead over a picture of the run: drag it anywhere, or use the arrow keys. It is moved outside React, so that
// playing renders nothing.
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { Player } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { describeMoment } from './describe-moment.ts';
import { scrubberHandlers } from './scrubber.ts';
import type { TimelineData } from './timeline-data.ts';

export interface ScrubberProps {
  readonly player: Player;
  readonly data: TimelineData;
  /** Partition of which the slider tells. */
  readonly partition: string | undefined;
  /** `tab`: a flag above the lanes. `knob`: a round one for thumbs. */
  readonly look: 'tab' | 'knob';
  /** Width of the run in px. */
  readonly width: number;
  /** Px at the bottom that stay unveiled: the axis, or notes. */
  readonly bottom: number;
  /** Px from the left where the veil over what is to come ends; undefined = at the right. */
  readonly veilEnd: number | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}

const WORDS_EVERY_MS = 500;

/** A slider whose width is the run; `children` are drawn under the playhead, paler where they are still to come. */
export function Scrubber({
  player,
  data,
  partition,
  look,
  width,
  bottom,
  veilEnd,
  className,
  children,
}: ScrubberProps) {
  const slider = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const veil = useRef<HTMLDivElement>(null);
  const handlers = useMemo(() => scrubberHandlers(player), [player]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const say = () => {
      timer = undefined;
      const { t, horizon } = player.getState();
      slider.current?.setAttribute('aria-valuenow', `${Math.round(t / 1000)}`);
      slider.current?.setAttribute('aria-valuemax', `${Math.round(horizon / 1000)}`);
      slider.current?.setAttribute('aria-valuetext', describeMoment(data, t, partition));
    };
    let shown = -1;
    const place = (t: number) => {
      // Half pixels are all that can be seen; what did not move is not styled again.
      const x = Math.round((2 * width * t) / player.getState().recording.end) / 2;
      if (x !== shown) {
        shown = x;
        for (const { current } of [line, veil]) if (current) current.style.transform = `translateX(${x}px)`;
      }
      timer ??= setTimeout(say, WORDS_EVERY_MS);
    };
    place(player.getState().t);
    say();
    const off = player.onFrame(place);
    const unsubscribe = player.subscribe((state, previous) => {
      if (state.horizon !== previous.horizon || state.recording !== previous.recording) place(state.t);
    });
    return () => {
      off();
      unsubscribe();
      clearTimeout(timer);
    };
  }, [player, data, partition, width]);
  return (
    <div
      ref={slider}
      role="slider"
      tabIndex={0}
      aria-label="Playhead"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuenow={0}
      className={classNames('relative cursor-ew-resize touch-none select-none', className)}
      {...handlers}
    >
      {children}
      <div aria-hidden="true" className="pointer-events-none absolute inset-x-0 top-0" style={{ bottom }}>
        <div className="absolute inset-y-0 left-0 overflow-hidden" style={{ width: veilEnd ?? width }}>
          <div ref={veil} className="h-full bg-card/45 will-change-transform" style={{ width }} />
        </div>
        <div ref={line} className="absolute inset-y-0 left-0 -ml-px w-0.5 bg-ink will-change-transform">
          {look === 'tab' ? (
            <svg
              aria-hidden="true"
              viewBox="0 0 12 12"
              width="12"
              height="12"
              className="absolute -top-1.5 -left-[5px]"
            >
              <path d="M1,0H11V7L6,12L1,7Z" fill="var(--color-ink)" />
            </svg>
          ) : (
            <span className="absolute -top-1 -left-[4px] size-2.5 rounded-full bg-ink" />
          )}
        </div>
      </div>
    </div>
  );
}
