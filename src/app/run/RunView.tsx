// The whole run: stage, timeline and events, faults, inspector, and its scenario as text.
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Player, PlayerState, Selection } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { useMedia, usePrefersReducedMotion } from '../../ui/use-media.ts';
import { FaultToolbox } from '../../views/faults/FaultToolbox.tsx';
import { Inspector } from '../../views/inspector/Inspector.tsx';
import { InvariantsPanel } from '../../views/invariants/InvariantsPanel.tsx';
import { usePlayerState } from '../../views/use-frame.ts';
import { FidelityLink } from '../fidelity/FidelityLink.tsx';
import { aboutRun } from '../fidelity/mechanisms-of.ts';
import { KeysButton } from '../KeysButton.tsx';
import { LazyWhyDialog } from '../LazyWhyDialog.tsx';
import { Loading } from '../Loading.tsx';
import { openRun } from '../open-run.ts';
import { RunFrame } from '../RunFrame.tsx';
import { ShareButton } from '../ShareButton.tsx';
import { Breadcrumbs, Header, useTitle } from '../Shell.tsx';
import { usePlayerWork } from '../use-player-work.ts';
import { Notices } from './Notices.tsx';
import type { RunInput } from './run-input.ts';
import { useChecks } from './use-checks.ts';

// The checks of a scenario and the editor come with the panel.
const ScenarioPanel = lazy(async () => ({ default: (await import('./ScenarioPanel.tsx')).ScenarioPanel }));

/** Opens the run and shows it. */
export function RunView({ input }: { readonly input: RunInput }) {
  const [player, setPlayer] = useState<Player>();
  const [workerMessage, setWorkerMessage] = useState('');
  const isReducedMotion = usePrefersReducedMotion();
  useEffect(() => {
    const run = openRun(input.scenario, {
      interventions: input.interventions,
      label: 'scenario',
      isReducedMotion,
      onWorkerLost: setWorkerMessage,
    });
    run.player.seek(input.t);
    setPlayer(run.player);
    return () => run.player.dispose();
  }, [input, isReducedMotion]);
  useTitle(input.scenario.title);
  if (player === undefined) return null;
  return <OpenRun input={input} player={player} workerMessage={workerMessage} />;
}

interface OpenRunProps {
  readonly input: RunInput;
  readonly player: Player;
  readonly workerMessage: string;
}

const selectSelection = (state: PlayerState): Selection | undefined => state.selection;

function OpenRun({ input, player, workerMessage }: OpenRunProps) {
  const [view, setView] = useState(input.view);
  const [isScenarioOpen, setScenarioOpen] = useState(false);
  const [whyRow, setWhyRow] = useState<number>();
  const isWide = useMedia('(min-width: 1024px)');
  usePlayerWork(player);
  const selection = usePlayerState(player, selectSelection);
  const facts = useCallback(
    () => ({ source: input.source, view, scheduled: input.scenario.timeline }),
    [input, view],
  );
  const checks = useChecks(player, input.scenario);
  const about = useMemo(() => aboutRun(input), [input]);
  const asideRef = useRef<HTMLElement>(null);
  // On a narrow page the panel stands below everything else: who asks for it is taken there.
  useEffect(() => {
    if (isScenarioOpen && !isWide) asideRef.current?.scrollIntoView();
  }, [isScenarioOpen, isWide]);
  const aside = isScenarioOpen ? (
    <Suspense fallback={<Loading />}>
      <ScenarioPanel input={input} player={player} onClose={() => setScenarioOpen(false)} />
    </Suspense>
  ) : (
    <div className="flex flex-col gap-4">
      <InvariantsPanel player={player} report={checks.report} isLost={checks.isLost} />
      {selection !== undefined && (
        // What was pressed is told at once, and what can be done to it stays in sight below.
        <div className="rounded-panel border border-line px-4 py-3 lg:max-h-[44dvh] lg:overflow-y-auto">
          <Inspector player={player} onWhy={setWhyRow} />
        </div>
      )}
      <FaultToolbox player={player} />
      <FidelityLink about={about} what="this run" />
    </div>
  );
  return (
    <>
      <Header>
        <Breadcrumbs items={[{ title: 'Runs', href: '#/' }, { title: input.scenario.title }]} isTitleBelow />
        <Button aria-expanded={isScenarioOpen} onClick={() => setScenarioOpen(!isScenarioOpen)}>
          Scenario
        </Button>
        <KeysButton player={player} />
        <ShareButton player={player} facts={facts} />
      </Header>
      {/* A narrow header has no room for it. */}
      <h1 className="px-3 pt-3 pb-1 text-base leading-snug font-semibold md:sr-only">
        {input.scenario.title}
      </h1>
      <Notices input={input} player={player} workerMessage={workerMessage} />
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
        <RunFrame player={player} view={view} onView={setView} hasLedger className="min-w-0 flex-1" />
        <aside
          ref={asideRef}
          aria-label={isScenarioOpen ? 'Scenario' : 'Faults and details'}
          className={`shrink-0 overflow-y-auto border-line bg-card p-4 lg:border-l ${
            isScenarioOpen ? 'min-h-dvh lg:min-h-0 lg:w-[30rem]' : 'lg:w-68 xl:w-80'
          } ${isWide ? 'lg:h-[calc(100dvh-3.3rem)]' : 'border-t'}`}
        >
          {aside}
        </aside>
      </div>
      {whyRow !== undefined && (
        <LazyWhyDialog player={player} row={whyRow} onClose={() => setWhyRow(undefined)} />
      )}
    </>
  );
}
