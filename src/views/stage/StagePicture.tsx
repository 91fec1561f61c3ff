// The picture of the Stage in its frame: svg, buttons, canvas, card and legend.
import { type RefObject, useMemo, useRef } from 'react';
import type { Player, Selection } from '../../player/player-types.ts';
import type { Mark, Pick } from '../pick.ts';
import { useElementSize } from '../use-element-size.ts';
import { usePlayerState } from '../use-frame.ts';
import { Legend, LegendButton } from './Legend.tsx';
import { MessageLayer, type MessageLayerHandle } from './MessageLayer.tsx';
import { MessageStops, MessageWords } from './MessageStops.tsx';
import type { PaintOptions } from './message-painter.ts';
import { StageCard } from './StageCard.tsx';
import { StageDiagram } from './StageDiagram.tsx';
import { NOBODY_HEIGHT, StageMarks, StagePicks } from './StagePicks.tsx';
import { StageSpots } from './StageSpots.tsx';
import type { ShownCard } from './stage-cards.ts';
import { cardPlace, type FrameParts, frameParts } from './stage-frame.ts';
import { stageLayout } from './stage-layout.ts';
import type { StageReading } from './stage-reading.ts';
import type { StageScene } from './stage-scene.ts';
import { spotId } from './stage-spots.ts';
import { useStageCard } from './use-stage-card.ts';
import { type StagePointer, useStagePointer } from './use-stage-pointer.ts';

export interface StagePictureProps {
  readonly player: Player;
  readonly reading: StageReading;
  readonly pick: Pick | undefined;
  readonly marks: readonly Mark[];
  readonly look: 'full' | 'bare';
  readonly maxCells: number;
}

const readMotion = (state: { readonly isPlaying: boolean; readonly isReducedMotion: boolean }) =>
  `${state.isPlaying ? 'playing' : 'still'} ${state.isReducedMotion ? 'stepwise' : 'gliding'}`;

/** Picture and what stands below it; takes the height that is left, or, bare, the height it needs. */
export function StagePicture({ player, reading, pick, marks, look, maxCells }: StagePictureProps) {
  const [frameRef, frame] = useElementSize<HTMLDivElement>();
  const scrollRef = useRef<HTMLDivElement>(null);
  const layerRef = useRef<MessageLayerHandle>(null);
  const pointer = useStagePointer(player, layerRef);
  const motion = usePlayerState(player, readMotion);
  const isReducedMotion = motion.endsWith('stepwise');
  const { cluster, selection, faultTimes, troubled } = reading;
  const pinned = selection?.kind === 'message' ? selection : undefined;
  const shown = pointer.hovered ?? pinned;
  const shownCard = useStageCard(player, cluster, troubled, shown);
  const targets = [...(pick?.allowed ?? []), ...marks.map((mark) => mark.target)];
  const nobody = targets.some((target) => target.kind === 'nobody') ? NOBODY_HEIGHT : 0;
  const parts = frameParts(cluster, troubled, look, frame, nobody, isReducedMotion);
  const scene = useMemo(
    () =>
      stageLayout(
        { cluster, troubled, maxCells, timeOfRow: (row) => faultTimes[`row${row}`] ?? 0 },
        { width: frame.width, height: parts.picture },
      ),
    [cluster, troubled, maxCells, faultTimes, frame.width, parts.picture],
  );
  const middle = middleOf(scene, shown, layerRef.current);
  const place = cardPlace(scene, frame, look, parts.legend, middle, scrollRef.current?.scrollLeft ?? 0);
  const options = usePaintOptions(
    isReducedMotion,
    shown,
    pinned,
    shownCard === undefined ? undefined : place,
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape releases what is pinned, wherever the focus is within
    <div
      ref={frameRef}
      className={`relative flex flex-col ${look === 'bare' ? '' : 'min-h-0 flex-1'}`}
      onKeyDown={pointer.onKeyDown}
    >
      <div ref={scrollRef} className={look === 'bare' ? 'overflow-x-auto' : 'min-h-0 flex-1 overflow-auto'}>
        {frame.width > 0 && (
          <Layers
            {...{
              player,
              reading,
              scene,
              pick,
              marks,
              pointer,
              options,
              layerRef,
              motion,
              shownCard,
              scrollRef,
            }}
            extraHeight={nobody}
          />
        )}
      </div>
      {look === 'full' && <Below {...{ player, cluster, parts, isReducedMotion }} />}
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

interface BelowProps {
  readonly player: Player;
  readonly cluster: StageReading['cluster'];
  readonly parts: FrameParts;
  readonly isReducedMotion: boolean;
}

/** How to read the picture, or what moves in it, in words; upon the picture where it takes no height. */
function Below({ player, cluster, parts, isReducedMotion }: BelowProps) {
  const { legend, below } = parts;
  return (
    <div
      className={below === 0 ? 'absolute bottom-0 left-0' : 'flex shrink-0 items-end overflow-hidden'}
      style={below === 0 ? {} : { height: below }}
    >
      {isReducedMotion ? (
        <MessageWords player={player} cluster={cluster} />
      ) : legend === 'button' ? (
        <LegendButton />
      ) : (
        <Legend isFlat={legend === 'flat'} />
      )}
    </div>
  );
}

interface LayersProps extends Omit<StagePictureProps, 'look' | 'maxCells'> {
  readonly scene: StageScene;
  readonly pointer: StagePointer;
  readonly options: PaintOptions;
  readonly layerRef: RefObject<MessageLayerHandle | null>;
  readonly motion: string;
  readonly scrollRef: RefObject<HTMLDivElement | null>;
  readonly shownCard: ShownCard | undefined;
  readonly extraHeight: number;
}

/** From below: svg, buttons or choices, marks, messages, and buttons for messages while nothing moves. */
function Layers(props: LayersProps) {
  const { player, reading, scene, pick, marks, pointer, options, layerRef, motion, shownCard, extraHeight } =
    props;
  const { selection, cluster } = reading;
  return (
    <div
      role="presentation"
      className="relative"
      style={{ width: scene.width, height: scene.height + extraHeight }}
      onPointerMove={pointer.onPointerMove}
      onPointerLeave={pointer.onPointerLeave}
      onClickCapture={pointer.onClickCapture}
    >
      <StageDiagram scene={scene} ringed={shownCard?.ringed} />
      {pick === undefined ? (
        <StageSpots
          spots={scene.spots}
          selected={selection === undefined ? undefined : spotId(selection)}
          onSelect={player.select}
          onHover={pointer.setHovered}
        />
      ) : (
        <StagePicks scene={scene} pick={pick} />
      )}
      <StageMarks scene={scene} marks={marks} />
      <MessageLayer
        ref={layerRef}
        player={player}
        scene={scene}
        options={options}
        scroller={props.scrollRef}
      />
      {motion !== 'playing gliding' && (
        <MessageStops
          player={player}
          scene={scene}
          cluster={cluster}
          selected={selection?.kind === 'message' ? selection.id : undefined}
          isStill={options.isReducedMotion}
          onFocus={(id) => pointer.setHovered(id === undefined ? undefined : { kind: 'message', id })}
          onSelect={(id) => player.select({ kind: 'message', id })}
        />
      )}
    </div>
  );
}

/** Where the shown thing is, in the scene. */
function middleOf(scene: StageScene, shown: Selection | undefined, layer: MessageLayerHandle | null): number {
  if (shown?.kind === 'message') return layer?.positionOf(shown.id)?.[0] ?? scene.width / 2;
  const box = shown === undefined ? undefined : scene.spots.find((spot) => spot.id === spotId(shown))?.box;
  return box === undefined ? scene.width / 2 : box.x + box.width / 2;
}

/** What the canvas rings; a new object only when something of it changed. */
function usePaintOptions(
  isReducedMotion: boolean,
  shown: Selection | undefined,
  pinned: { readonly id: number } | undefined,
  place: { readonly x: number; readonly isBelow: boolean } | undefined,
): PaintOptions {
  const first = shown?.kind === 'message' ? shown.id : -1;
  const second = pinned?.id ?? -1;
  const x = first < 0 || place === undefined ? -1 : place.x;
  const isBelow = place?.isBelow ?? true;
  return useMemo(
    () => ({
      isReducedMotion,
      ringed: [first, second].filter((id, i, all) => id >= 0 && all.indexOf(id) === i),
      card: x < 0 ? undefined : { x, isBelow },
    }),
    [isReducedMotion, first, second, x, isBelow],
  );
}
