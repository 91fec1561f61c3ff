// The picture of the Stage in its frame: svg, buttons, canvas, card and legend, and the pointer between them.
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import type { Player, Selection } from '../../player/player-types.ts';
import type { Mark, Pick } from '../pick.ts';
import { useElementSize } from '../use-element-size.ts';
import { usePlayerState } from '../use-frame.ts';
import { Legend, LegendButton } from './Legend.tsx';
import { MessageLayer, type MessageLayerHandle } from './MessageLayer.tsx';
import { MessageStops, MessageWords } from './MessageStops.tsx';
import { type CardPlace, StageCard } from './StageCard.tsx';
import { StageDiagram } from './StageDiagram.tsx';
import { NOBODY_HEIGHT, StageMarks, StagePicks } from './StagePicks.tsx';
import { StageSpots } from './StageSpots.tsx';
import { fullStageHeight, stageLayout } from './stage-layout.ts';
import type { StageReading } from './stage-reading.ts';
import type { StageScene } from './stage-scene.ts';
import { spotId } from './stage-spots.ts';
import { useStageCard } from './use-stage-card.ts';

export interface StagePictureProps {
  readonly player: Player;
  readonly reading: StageReading;
  readonly pick: Pick | undefined;
  readonly marks: readonly Mark[];
  readonly look: 'full' | 'bare';
  readonly maxCells: number;
}

const LEGEND_HEIGHT = 118;
const LEGEND_WIDTH = 440;
const BAR_HEIGHT = 32;
const CARD_HEIGHT = 142;
/** A card may cover this much of the zones' feet. */
const CARD_OVERLAP = 34;
const CARD_WIDTH = 396;

const readMotion = (state: { readonly isPlaying: boolean; readonly isReducedMotion: boolean }) =>
  `${state.isPlaying ? 'playing' : 'still'} ${state.isReducedMotion ? 'stepwise' : 'gliding'}`;

/** Picture and what stands below it; takes the height that is left. */
export function StagePicture({ player, reading, pick, marks, look, maxCells }: StagePictureProps) {
  const [frameRef, frame] = useElementSize<HTMLDivElement>();
  const scrollRef = useRef<HTMLDivElement>(null);
  const layerRef = useRef<MessageLayerHandle>(null);
  const [hovered, setHovered] = useState<Selection>();
  const motion = usePlayerState(player, readMotion);
  const isReducedMotion = motion.endsWith('stepwise');
  const { cluster, selection } = reading;
  const pinned = selection?.kind === 'message' ? selection : undefined;
  const shown = hovered ?? pinned;
  const shownCard = useStageCard(player, cluster, shown);

  const isFull = look === 'full';
  const hasLegend = isFull && !isReducedMotion && frame.height - LEGEND_HEIGHT >= fullStageHeight(cluster);
  const below = !isFull ? 0 : hasLegend || isReducedMotion ? LEGEND_HEIGHT : BAR_HEIGHT;
  const nobody = pick?.allowed.some((target) => target.kind === 'nobody') ? NOBODY_HEIGHT : 0;
  const height = frame.height - below - nobody;
  const scene = useMemo(
    () =>
      stageLayout(
        { cluster, maxCells, timeOfRow: (row) => reading.faultTimes[`row${row}`] ?? 0 },
        { width: frame.width, height },
      ),
    [cluster, maxCells, reading.faultTimes, frame.width, height],
  );

  const place = cardPlace(scene, shown, frame, hasLegend, scrollRef.current, layerRef.current);
  const first = shown?.kind === 'message' ? shown.id : -1;
  const second = pinned?.id ?? -1;
  const options = useMemo(
    () => ({
      isReducedMotion,
      ringed: [first, second].filter((id, i, all) => id >= 0 && all.indexOf(id) === i),
      card: first < 0 || shownCard === undefined ? undefined : { x: place.x, isBelow: place.isBelow },
    }),
    [isReducedMotion, first, second, shownCard === undefined, place.x, place.isBelow],
  );

  const messageAt = (event: PointerEvent | MouseEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return layerRef.current?.hit(event.clientX - box.left, event.clientY - box.top) ?? -1;
  };
  const onPointerMove = (event: PointerEvent) => {
    if (event.pointerType === 'touch') return;
    const id = messageAt(event);
    if (id >= 0)
      setHovered((was) => (was?.kind === 'message' && was.id === id ? was : { kind: 'message', id }));
    else if (hovered?.kind === 'message') setHovered(undefined);
  };
  const onClickCapture = (event: MouseEvent) => {
    // Presses of the keyboard have no place.
    const id = event.detail === 0 ? -1 : messageAt(event);
    if (id < 0) return;
    event.stopPropagation();
    player.select({ kind: 'message', id });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || (selection === undefined && hovered === undefined)) return;
    setHovered(undefined);
    player.select(undefined);
  };
  const hoverMessage = (id: number | undefined) =>
    setHovered(id === undefined ? undefined : { kind: 'message', id });

  return (
    <div
      ref={frameRef}
      className="relative flex min-h-0 flex-1 flex-col"
      onKeyDown={onKeyDown}
      role="presentation"
    >
      <div ref={scrollRef} className="min-h-0 flex-1 overflow-auto">
        <div
          role="presentation"
          className="relative"
          style={{ width: scene.width, height: scene.height + nobody }}
          onPointerMove={onPointerMove}
          onPointerLeave={() => setHovered(undefined)}
          onClickCapture={onClickCapture}
        >
          <StageDiagram scene={scene} ringed={shownCard?.ringed} />
          {pick === undefined ? (
            <StageSpots
              spots={scene.spots}
              selected={selection === undefined ? undefined : spotId(selection)}
              onSelect={(next) => player.select(next)}
              onHover={setHovered}
            />
          ) : (
            <StagePicks scene={scene} pick={pick} />
          )}
          <StageMarks scene={scene} marks={marks} />
          <MessageLayer ref={layerRef} player={player} scene={scene} options={options} />
          {motion !== 'playing gliding' && (
            <MessageStops
              player={player}
              scene={scene}
              cluster={cluster}
              selected={pinned?.id}
              isStill={isReducedMotion}
              onFocus={hoverMessage}
              onSelect={(id) => player.select({ kind: 'message', id })}
            />
          )}
        </div>
      </div>
      {isFull && (
        <div className="flex items-end" style={{ height: below }}>
          {isReducedMotion ? (
            <MessageWords player={player} cluster={cluster} />
          ) : hasLegend ? (
            <Legend />
          ) : (
            <LegendButton />
          )}
        </div>
      )}
      {shownCard !== undefined && (
        <StageCard
          card={shownCard.card}
          when={shownCard.when}
          isControlPlane={shownCard.isControlPlane}
          isPinned={pinned !== undefined && shown === pinned}
          place={place}
        />
      )}
    </div>
  );
}

/** Where the card stands, in the frame, and where the line to it ends, in the scene. */
function cardPlace(
  scene: StageScene,
  shown: Selection | undefined,
  frame: { readonly width: number; readonly height: number },
  hasLegend: boolean,
  scroller: HTMLElement | null,
  layer: MessageLayerHandle | null,
): CardPlace & { readonly x: number } {
  const scrolled = scroller?.scrollLeft ?? 0;
  const box = shown === undefined ? undefined : scene.spots.find((spot) => spot.id === spotId(shown))?.box;
  const at = shown?.kind === 'message' ? layer?.positionOf(shown.id)?.[0] : undefined;
  const middle = (at ?? (box === undefined ? scene.width / 2 : box.x + box.width / 2)) - scrolled;
  const width = Math.min(CARD_WIDTH, frame.width);
  const from = hasLegend ? Math.min(LEGEND_WIDTH, frame.width - width) : 0;
  const left = Math.round(Math.max(from, Math.min(frame.width - width, middle - width / 2)));
  const isBelow = frame.height - scene.height + CARD_OVERLAP >= CARD_HEIGHT;
  const x = Math.round(Math.max(left + 24, Math.min(left + width - 24, middle)) + scrolled);
  return { left, width, isBelow, x };
}
