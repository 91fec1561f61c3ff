// The checks of the future that is shown: started once its run is computed, kept for the way back to it.

import { useEffect, useRef, useState } from 'react';
import type { Recording } from '../../engine/kernel/recording-api.ts';
import type { InvariantReport } from '../../engine/scenario/invariant-watch.ts';
import type { Scenario } from '../../engine/scenario/scenario.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { watchChecks } from '../../player/watch-checks.ts';
import { usePlayerState } from '../../views/use-frame.ts';
import { useWork } from '../idle.ts';

const selectReady = ({ recording }: PlayerState): Recording | undefined =>
  recording.hash === undefined ? undefined : recording;

export interface Checks {
  readonly report: InvariantReport | undefined;
  readonly isLost: boolean;
}

const NOT_YET: Checks = { report: undefined, isLost: false };

/** What is known of the run shown. */
export function useChecks(player: Player, scenario: Scenario): Checks {
  const recording = usePlayerState(player, selectReady);
  const [checks, setChecks] = useState<ReadonlyMap<Recording, Checks>>(new Map());
  const stops = useRef(new Map<Recording, () => void>());
  useEffect(() => {
    const started = stops.current;
    return () => {
      for (const stop of started.values()) stop();
      started.clear();
    };
  }, []);
  useEffect(() => {
    if (recording === undefined || stops.current.has(recording)) return;
    const put = (found: Checks) => setChecks((old) => new Map(old).set(recording, found));
    const { seed, interventions } = recording;
    const stop = watchChecks({
      scenario,
      seed,
      interventions,
      onReport: (report) => put({ report, isLost: false }),
      onLost: () => put({ report: undefined, isLost: true }),
    });
    stops.current.set(recording, stop);
  }, [recording, scenario]);
  const found = (recording && checks.get(recording)) ?? NOT_YET;
  useWork(recording !== undefined && found.report?.isDone !== true && !found.isLost);
  return found;
}
