// A moment of a lesson that somebody shared: where its playhead stood, what was changed, which view was open. It is
// shown as far as the visitor's own open questions allow.

import type { Intervention } from '../../engine/kernel/intervention.ts';
import type { Player } from '../../player/player-types.ts';
import type { DecodedLink } from '../../player/share-link.ts';

export interface SharedMoment {
  readonly step: string;
  readonly t: number;
  readonly view: string;
  readonly interventions: readonly Intervention[];
  /** What the sharer saw; '' and 0 when unknown. */
  readonly hash: string;
  readonly engine: number;
}

/** The moment in a link to this lesson; undefined when there is none, or it cannot be read. */
export function momentOf(decoded: DecodedLink, lesson: string): SharedMoment | undefined {
  if (!decoded.ok || decoded.run.source.kind !== 'lesson' || decoded.run.source.id !== lesson)
    return undefined;
  const { t, view, interventions, hash, engine, source } = decoded.run;
  return { step: source.step, t, view, interventions, hash, engine };
}

/** Whether an open question hides a part of it. */
export function isHeldBack({ t, interventions }: SharedMoment, horizon: number): boolean {
  return t > horizon || interventions.some(({ at }) => at >= horizon);
}

/** Calls back once, when the playhead has come to `t`. */
export type When = (player: Player, t: number, reached: () => void) => void;

/** Brings the player there: the changes in their order, as far as nothing hidden is found out by them, then the time. */
export function showMoment(player: Player, { t, interventions }: SharedMoment, when: When): void {
  const { horizon } = player.getState();
  const isOpen = interventions.every(({ at }) => at < horizon);
  const rest = isOpen ? [...interventions] : [];
  const next = () => {
    const intervention = rest.shift();
    if (intervention === undefined) {
      player.seek(t);
      return;
    }
    const { at, ...what } = intervention;
    // The player puts what is done one microsecond after the time that it shows.
    const before = Math.max(0, at - 1);
    player.seek(before);
    when(player, before, () => {
      player.intervene(what);
      next();
    });
  };
  player.pause();
  next();
}
