// How the Stage divides its frame: the picture, what stands below it, and where the card opens without covering a log.

import type { ClusterView } from '../../engine/kafka/views.ts';
import type { CardPlace } from './StageCard.tsx';
import { fullStageHeight } from './stage-layout.ts';
import type { FaultyLink } from './stage-links.ts';
import type { StageScene } from './stage-scene.ts';

const LEGEND_HEIGHT = 118;
const LEGEND_WIDTH = 470;
const BAR_HEIGHT = 48;
/** The scorecard, which a card covers rather than a log. */
const SCORECARD_HEIGHT = 58;
const CARD_WIDTH = 396;
const CARD_HEIGHT = 142;
/** A card may cover this much of the zones' feet. */
const CARD_OVERLAP = 34;

export interface FrameParts {
  readonly hasLegend: boolean;
  /** Height below the picture, for legend, button or list of messages. */
  readonly below: number;
  /** Height that rows may take. */
  readonly picture: number;
}

/** Divides the height. The legend is open when the rows keep their roomiest density beside it. */
export function frameParts(
  cluster: ClusterView,
  troubled: readonly FaultyLink[],
  look: 'full' | 'bare',
  height: number,
  extra: number,
  isReducedMotion: boolean,
): FrameParts {
  if (look === 'bare') return { hasLegend: false, below: 0, picture: Number.POSITIVE_INFINITY };
  const hasLegend = !isReducedMotion && height - extra - LEGEND_HEIGHT >= fullStageHeight(cluster, troubled);
  const below = hasLegend || isReducedMotion ? LEGEND_HEIGHT : BAR_HEIGHT;
  return { hasLegend, below, picture: height - extra - below };
}

/** The card stands under (or over) what it explains, right of the legend. `x` is where its line ends in the scene. */
export function cardPlace(
  scene: StageScene,
  frame: { readonly width: number; readonly height: number },
  look: 'full' | 'bare',
  hasLegend: boolean,
  middle: number,
  scrolled: number,
): CardPlace & { readonly x: number } {
  const width = Math.min(CARD_WIDTH, frame.width);
  const from = hasLegend ? Math.max(0, Math.min(LEGEND_WIDTH, frame.width - width)) : 0;
  const left = Math.round(Math.max(from, Math.min(frame.width - width, middle - scrolled - width / 2)));
  const above = look === 'full' ? -SCORECARD_HEIGHT : 0;
  const isBelow = frame.height - scene.height + CARD_OVERLAP >= CARD_HEIGHT;
  const x = Math.round(Math.max(left + 24, Math.min(left + width - 24, middle - scrolled)) + scrolled);
  return { left, width, isBelow, above, x };
}
