// The run on the home page: healthy until its reader crashes a zone; then it asks who leads next, runs on, and judges.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import { loadEngine } from '../../player/open-recording.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { formatTime } from '../../ui/format.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { usePrefersReducedMotion } from '../../ui/use-media.ts';
import { useElementSize } from '../../views/use-element-size.ts';
import { useFrame, usePlayerState } from '../../views/use-frame.ts';
import { loadScenario, type ScenarioModule } from '../content.ts';
import { useWork } from '../idle.ts';
import { openRun } from '../open-run.ts';
import { HeroLane } from './HeroLane.tsx';
import { HeroPicture } from './HeroPicture.tsx';
import { HeroQuestion, openHeroRun } from './HeroQuestion.tsx';
import { heroFacts } from './hero-facts.ts';
import { HERO_SCENARIO } from './hero-scenario.ts';
import { useHeroFlow } from './use-hero-flow.ts';

/** Where it begins: a few records are in the logs by then. */
const START = 2_000_000;

/** Loads the run and shows it; the words of the page never wait for it. */
export function Hero() {
  const player = useHeroPlayer();
  return player === undefined ? <HeroWaiting /> : <HeroRun player={player} />;
}

/** Stands where the picture will, until the engine is there. */
function HeroWaiting() {
  return (
    <div className="flex min-h-72 flex-col gap-4">
      <div aria-hidden="true" className="flex h-48 gap-3 px-4 md:px-28">
        {[1, 2, 3].map((zone) => (
          <div key={zone} className="flex-1 rounded-panel border border-dashed border-line-strong p-3">
            <div className="h-full rounded-card border border-line bg-card" />
          </div>
        ))}
      </div>
      <p className="text-sm text-muted">The cluster is starting.</p>
    </div>
  );
}

function useHeroPlayer(): Player | undefined {
  const [module, setModule] = useState<ScenarioModule>();
  const [failure, setFailure] = useState<Error>();
  const [player, setPlayer] = useState<Player>();
  const isReducedMotion = usePrefersReducedMotion();
  useWork(module === undefined && failure === undefined);
  useEffect(() => {
    Promise.all([loadScenario(HERO_SCENARIO), loadEngine()]).then(
      ([loaded]) => setModule(loaded),
      setFailure,
    );
  }, []);
  useEffect(() => {
    if (module === undefined) return;
    const run = openRun(module.scenario, { label: 'healthy', isReducedMotion });
    run.player.seek(START);
    setPlayer(run.player);
    return () => run.player.dispose();
  }, [module, isReducedMotion]);
  if (failure !== undefined) throw failure;
  return player;
}

const selectComputing = ({ computedTo, recording }: PlayerState) =>
  computedTo < recording.end && recording.failure === undefined;
const selectPlaying = (state: PlayerState) => state.isPlaying;

function HeroRun({ player }: { readonly player: Player }) {
  const [box, { width }] = useElementSize<HTMLDivElement>();
  const select = useCallback(
    (frame: Frame, state: PlayerState) => heroFacts(frame, state.recording.events),
    [],
  );
  const facts = useFrame(player, select);
  const flow = useHeroFlow(player, facts?.tp ?? '');
  useWork(usePlayerState(player, selectComputing));
  usePlayWhileVisible(box, player, flow.phase === 'healthy');
  const choices = useMemo(
    () => (flow.phase === 'asked' ? { selected: flow.choice, onChoose: flow.choose } : undefined),
    [flow.phase, flow.choice, flow.choose],
  );
  return (
    <div ref={box} className="flex flex-col gap-4">
      {facts !== undefined && width > 0 && (
        <HeroPicture
          player={player}
          facts={facts}
          width={width}
          isPacedHere={flow.phase === 'healthy'}
          choices={choices}
        />
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <PlayButton player={player} isShown={flow.phase === 'healthy' || flow.phase === 'judged'} />
        <span className="w-24 font-mono text-sm font-semibold text-ink">{formatTime(facts?.t ?? 0)}</span>
        <HeroLane player={player} tp={facts?.tp ?? ''} />
        <div className="flex gap-2">
          {flow.phase === 'healthy' ? (
            <>
              <Button variant="danger" onClick={flow.crash}>
                Crash zone {flow.zone}
              </Button>
              <Button onClick={() => openHeroRun(player)}>Open this run</Button>
            </>
          ) : (
            <Button onClick={flow.reset}>Heal and start again</Button>
          )}
        </div>
      </div>
      <HeroQuestion player={player} flow={flow} />
    </div>
  );
}

function PlayButton({ player, isShown }: { readonly player: Player; readonly isShown: boolean }) {
  const isPlaying = usePlayerState(player, selectPlaying);
  return (
    <IconButton
      shape="round"
      variant="primary"
      name={isPlaying ? 'Pause' : 'Play'}
      disabled={!isShown}
      onClick={() => (isPlaying ? player.pause() : player.play())}
    >
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" fill="currentColor">
        {isPlaying ? <path d="M2 1h3v10H2zM7 1h3v10H7z" /> : <path d="M2.5 1v10l8-5z" />}
      </svg>
    </IconButton>
  );
}

/** Plays while it is on the screen and healthy, from the start again at the end; still with reduced motion. */
function usePlayWhileVisible(
  box: React.RefObject<HTMLElement | null>,
  player: Player,
  isHealthy: boolean,
): void {
  const isReduced = usePrefersReducedMotion();
  useEffect(() => {
    if (box.current === null || !isHealthy) return;
    let isPausedByUs = true;
    player.setPaced(false);
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting && isPausedByUs && !isReduced) player.play();
      else if (!entry?.isIntersecting && player.getState().isPlaying) {
        isPausedByUs = true;
        player.pause();
        return;
      }
      isPausedByUs = false;
    });
    observer.observe(box.current);
    const stopLoop = player.subscribe(({ t, recording, isPlaying }) => {
      if (isPlaying && t >= recording.end) player.seek(START);
    });
    return () => {
      observer.disconnect();
      stopLoop();
    };
  }, [box, player, isHealthy, isReduced]);
}
