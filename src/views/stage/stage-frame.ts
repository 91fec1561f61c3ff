// How the Stage divides its frame: the picture, what stands below it, and where the card opens without covering a log.

import type { ClusterView } from '../../engine/kafka/views.ts';
import type { CardPlace } from './StageCard.tsx';
import { fullStageHeight, leftColumnHeight } from './stage-layout.ts';
import type { FaultyLink } from './stage-links.ts';
import type { StageScene } from './stage-scene.ts';

const LEGEND_HEIGHT = 118;
const LEGEND_WIDTH = 470;
/** In a frame this wide the legend is two lines, hardly higher than the button that would hide it. */
const FLAT_LEGEND = { width: 1000, height: 58 };
const BAR_HEIGHT = 48;
/** Of the messages in words where rows need the room more: some lines, and the others by scrolling. */
const FEW_WORDS_HEIGHT = 58;
/** The scorecard, which a card covers rather than a log. */
const SCORECARD_HEIGHT = 58;
const CARD_WIDTH = 396;
const CARD_HEIGHT = 142;
/** A card may cover this much of the zones' feet. */
const CARD_OVERLAP = 34;

export interface FrameParts {
  readonly legend: 'block' | 'flat' | 'button';
  /** Height below the picture, for legend, button or list of messages. */
  readonly below: number;
  /** Height that rows may take. */
  readonly picture: number;
}

/**
 * Divides the frame. The legend is a block when the rows keep their roomiest density over it and no client is cut off,
 * else two lines where they fit, else behind a button, upon the picture if there is a free corner.
 */
export function frameParts(
  cluster: ClusterView,
  troubled: readonly FaultyLink[],
  look: 'full' | 'bare',
  { width, height }: { readonly width: number; readonly height: number },
  extra: number,
  isReducedMotion: boolean,
): FrameParts {
  if (look === 'bare') return { legend: 'button', below: 0, picture: Number.POSITIVE_INFINITY };
  const room = height - extra;
  const isRoomy = room - LEGEND_HEIGHT >= fullStageHeight(cluster, troubled);
  const partsWith = (legend: FrameParts['legend'], below: number) => ({
    legend,
    below,
    picture: room - below,
  });
  // What moves elsewhere is told in words there.
  if (isReducedMotion) return partsWith('button', isRoomy ? LEGEND_HEIGHT : FEW_WORDS_HEIGHT);
  if (isRoomy) return partsWith('block', LEGEND_HEIGHT);
  if (width >= FLAT_LEGEND.width) return partsWith('flat', FLAT_LEGEND.height);
  // The button may lie in the corner below the producers.
  const left = leftColumnHeight(cluster, troubled);
  return partsWith('button', left !== undefined && left + BAR_HEIGHT <= room ? 0 : BAR_HEIGHT);
}

/** The card stands under (or over) what it explains, right of the legend. `x` is where its line ends in the scene. */
export function cardPlace(
  scene: StageScene,
  frame: { readonly width: number; readonly height: number },
  look: 'full' | 'bare',
  legend: FrameParts['legend'],
  middle: number,
  scrolled: number,
): CardPlace & { readonly x: number } {
  const width = Math.min(CARD_WIDTH, frame.width);
  const from = legend === 'block' ? Math.max(0, Math.min(LEGEND_WIDTH, frame.width - width)) : 0;
  const left = Math.round(Math.max(from, Math.min(frame.width - width, middle - scrolled - width / 2)));
  const above = look === 'full' ? -SCORECARD_HEIGHT : 0;
  const isBelow = frame.height - scene.height + CARD_OVERLAP >= CARD_HEIGHT;
  const x = Math.round(Math.max(left + 24, Math.min(left + width - 24, middle - scrolled)) + scrolled);
  return { left, width, isBelow, above, x };
}
