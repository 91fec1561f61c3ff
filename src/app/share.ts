// The link to what is shown: where the run comes from, what was done to it, and the moment.

import type { Intervention } from '../engine/kernel/intervention.ts';
import { ENGINE_SEMANTICS } from '../engine/scenario/semantics.ts';
import type { Player } from '../player/player-types.ts';
import { encodeSharedRun } from '../player/share-link.ts';
import type { SharedRun } from '../player/shared-run.ts';
import { userInterventions } from '../player/user-interventions.ts';
import { linkHash } from './router.ts';

/** What the page knows of the run and the player does not. */
export interface ShareFacts {
  readonly source: SharedRun['source'];
  /** Open tab. */
  readonly view: string;
  /** What the scenario itself schedules. */
  readonly scheduled: readonly Intervention[];
}

/** The address of the moment shown, as a hash. */
export function shareHash(player: Player, { source, view, scheduled }: ShareFacts): string {
  const { t, recording } = player.getState();
  return linkHash(
    encodeSharedRun({
      source,
      interventions: userInterventions(recording.interventions, scheduled),
      t,
      view,
      engine: ENGINE_SEMANTICS,
      hash: recording.hash?.slice(0, 8) ?? '',
    }),
  );
}

/** A hash as a whole address. */
export function addressOf(hash: string): string {
  return new URL(hash, location.href).href;
}
