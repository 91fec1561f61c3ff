// The playhead over a group's picture: a slider that is moved outside React, so that playing renders nothing. Left and
// right step to the events of any group, up and down choose the partition.
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef } from 'react';
import type { Player } from '../../player/player-types.ts';
import { formatTime } from '../../ui/format.ts';
import type { Window } from './group-scene.ts';

export interface GroupPlayheadProps {
  readonly player: Player;
  readonly name: string;
  readonly window: Window;
  readonly width: number;
  /** Px from the left up to which the run may be seen. */
  readonly seenTo: number;
  /** Handles the keys of the view; says whether it did. */
  readonly onKey: (event: KeyboardEvent<HTMLElement>) => void;
  readonly children: ReactNode;
}

const WORDS_EVERY_MS = 500;

export function GroupPlayhead({ player, name, window, width, seenTo, onKey, children }: GroupPlayheadProps) {
  const slider = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const veil = useRef<HTMLDivElement>(null);
  const { from, to } = window;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const say = () => {
      timer = undefined;
      const { t, horizon } = player.getState();
      slider.current?.setAttribute('aria-valuenow', `${Math.round(t / 1000)}`);
      slider.current?.setAttribute('aria-valuemax', `${Math.round(horizon / 1000)}`);
      slider.current?.setAttribute('aria-valuetext', formatTime(t));
    };
    let shown = Number.NaN;
    const place = (t: number) => {
      const x = Math.round((2 * width * (t - from)) / Math.max(1, to - from)) / 2;
      if (x !== shown) {
        shown = x;
        const isInside = x >= 0 && x <= width;
        if (line.current) {
          line.current.style.transform = `translateX(${x}px)`;
          line.current.style.visibility = isInside ? 'visible' : 'hidden';
        }
        const left = Math.min(width, Math.max(0, x));
        if (veil.current) veil.current.style.transform = `translateX(${left}px)`;
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
  }, [player, from, to, width]);
  const seekTo = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width)));
    player.seek(Math.round(from + share * (to - from)));
  };
  return (
    <div
      ref={slider}
      role="slider"
      tabIndex={0}
      aria-label={name}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuenow={0}
      className="relative cursor-ew-resize touch-pan-y select-none"
      onKeyDown={onKey}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        player.pause();
        seekTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
      }}
    >
      {children}
      <div aria-hidden="true" className="pointer-events-none absolute inset-0">
        <div className="absolute inset-y-0 left-0 overflow-hidden" style={{ width: seenTo }}>
          <div ref={veil} className="h-full bg-card/45 will-change-transform" style={{ width }} />
        </div>
        <div ref={line} className="absolute inset-y-0 left-0 -ml-px w-0.5 bg-ink will-change-transform" />
      </div>
    </div>
  );
}
