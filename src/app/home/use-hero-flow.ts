// Healthy, asked, running, judged: what the reader does to the home page's run. While the question is open the run
// cannot be seen any further.
import { useCallback, useEffect, useMemo, useState } from 'react';
import { clusterView } from '../../engine/kafka/queries.ts';
import type { Player } from '../../player/player-types.ts';
import { electionAfter, leaderOf } from './hero-facts.ts';

/** How long after the crash the question is asked: long enough to see that nothing answers. */
const SEEN_BEFORE_ASKING = 400_000;
/** How long after the election the run stops: long enough for the first records of the new leader. */
const SEEN_AFTER_ELECTION = 1_500_000;

export type HeroPhase = 'healthy' | 'asked' | 'running' | 'judged';

export interface HeroFlow {
  readonly phase: HeroPhase;
  /** The zone of the leader: the one to crash. */
  readonly zone: string;
  readonly choice: string | undefined;
  /** Node that leads after the crash, '' for none; known once judged. */
  readonly answer: string | undefined;
  /** Row of the election. */
  readonly row: number;
  readonly crash: () => void;
  readonly choose: (node: string) => void;
  readonly run: () => void;
  readonly reset: () => void;
}

interface State {
  readonly phase: HeroPhase;
  readonly crashedAt: number;
  readonly choice: string | undefined;
  readonly answer: string | undefined;
  readonly row: number;
}

const START: State = { phase: 'healthy', crashedAt: -1, choice: undefined, answer: undefined, row: -1 };

function zoneOfLeader(player: Player, tp: string): string {
  const frame = player.frame();
  const leader = leaderOf(frame, tp);
  return clusterView(frame.world).brokers.find((broker) => broker.node === leader)?.zone ?? '';
}

/** The flow over a player. */
export function useHeroFlow(player: Player, tp: string): HeroFlow {
  const [state, setState] = useState<State>(START);
  const [zone, setZone] = useState('');
  useEffect(() => {
    if (tp !== '') setZone(zoneOfLeader(player, tp));
  }, [player, tp]);
  const crash = useCallback(() => {
    const at = player.getState().t;
    player.pause();
    player.setHorizon(at + SEEN_BEFORE_ASKING);
    player.intervene({ do: 'crash', zone });
    player.seek(at + SEEN_BEFORE_ASKING);
    setState({ ...START, phase: 'asked', crashedAt: at });
  }, [player, zone]);
  const choose = useCallback((choice: string) => setState((old) => ({ ...old, choice })), []);
  const run = useCallback(() => setState((old) => ({ ...old, phase: 'running' })), []);
  const reset = useCallback(() => {
    player.setHorizon(undefined);
    player.undo();
    setState(START);
  }, [player]);
  useRunOn(player, state, setState);
  return useMemo(
    () => ({ ...state, zone, crash, choose, run, reset }),
    [state, zone, crash, choose, run, reset],
  );
}

/** Runs to shortly after the election and reads the answer off the trace. */
function useRunOn(player: Player, state: State, setState: (state: State) => void): void {
  useEffect(() => {
    if (state.phase !== 'running') return;
    player.setHorizon(undefined);
    player.setPaced(true);
    player.setSpeed(1);
    if (!player.getState().isReducedMotion) player.play();
    let stop = () => {};
    const look = () => {
      const { t, recording, isReducedMotion } = player.getState();
      const row = electionAfter(recording.events, state.crashedAt);
      if (row < 0) return;
      const stopAt = recording.events.timeOf(row) + SEEN_AFTER_ELECTION;
      if (t < stopAt && !isReducedMotion) return;
      stop();
      player.pause();
      player.seek(stopAt);
      const leader = Number(recording.events.event(row).fields.leader ?? -1);
      const answer =
        clusterView(player.frame().world).brokers.find((broker) => broker.id === leader)?.node ?? '';
      setState({ ...state, phase: 'judged', answer, row });
    };
    stop = player.subscribe(look);
    look();
    return () => stop();
  }, [player, state, setState]);
}
