// The canvas of messages over the svg. It follows the player's frames by itself; React only tells it what changed
// beside the time.
import { type Ref, type RefObject, useEffect, useImperativeHandle, useRef } from 'react';
import { messageRoute } from '../../engine/kafka/queries.ts';
import type { Player } from '../../player/player-types.ts';
import { useTheme } from '../../ui/use-theme.ts';
import { createMessagePainter, type MessagePainter, type PaintOptions } from './message-painter.ts';
import type { StageScene } from './stage-scene.ts';

/** What the picture asks of the canvas. */
export interface MessageLayerHandle {
  hit(x: number, y: number): number;
  positionOf(id: number): readonly [x: number, y: number] | undefined;
}

export interface MessageLayerProps {
  readonly player: Player;
  readonly scene: StageScene;
  readonly options: PaintOptions;
  /** What the picture is scrolled in. */
  readonly scroller: RefObject<HTMLElement | null>;
  readonly ref: Ref<MessageLayerHandle>;
}

/** Messages in flight at the player's time. */
export function MessageLayer({ player, scene, options, scroller, ref }: MessageLayerProps) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const painterRef = useRef<MessagePainter>(undefined);
  const isPainted = useRef(false);
  const optionsRef = useRef(options);
  const theme = useTheme();
  optionsRef.current = options;

  useImperativeHandle(ref, () => ({
    hit: (x, y) => painterRef.current?.hit(x, y) ?? -1,
    positionOf: (id) => painterRef.current?.positionOf(id),
  }));

  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null) return;
    const painter = createMessagePainter(canvas, (entry) => messageRoute(entry, player.frame().world));
    painterRef.current = painter;
    const paint = () => painter.paint(player.frame().world.queue, player.getState().t, optionsRef.current);
    const stopFrames = player.onFrame(paint);
    const stopStates = player.subscribe((state, previous) => {
      if (state.recording !== previous.recording) painter.forget();
      // A frame follows while playing; otherwise another run or more of it may show at the same time.
      if (!state.isPlaying && state.version !== previous.version) paint();
    });
    return () => {
      stopFrames();
      stopStates();
      painterRef.current = undefined;
    };
  }, [player]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme is a reason to draw the marks anew
  useEffect(() => painterRef.current?.setTheme(), [theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme or new options are the reason to paint
  useEffect(() => {
    const painter = painterRef.current;
    if (painter === undefined) return;
    painter.setScene(scene);
    const { isPlaying, isWaiting, isReducedMotion, t } = player.getState();
    // While it plays the next frame paints anyway; twice in one frame would be too long for it.
    if (isPlaying && !isWaiting && !isReducedMotion && isPainted.current) return;
    isPainted.current = true;
    painter.paint(player.frame().world.queue, t, optionsRef.current);
  }, [player, scene, theme, options]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = () => {
      const { scrollTop, clientHeight } = element;
      painterRef.current?.setView({ top: scrollTop, bottom: scrollTop + clientHeight });
      painterRef.current?.paint(player.frame().world.queue, player.getState().t, optionsRef.current);
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [player, scroller]);

  return (
    <div aria-hidden="true" className="pointer-events-none absolute top-0 left-0 z-10">
      <canvas ref={canvasRef} className="origin-top-left" />
    </div>
  );
}
