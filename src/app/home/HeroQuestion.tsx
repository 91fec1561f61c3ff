// The question under the home page's run, its judgement, why, and the way into the full run.
import { useEffect, useRef, useState } from 'react';
import { clusterView } from '../../engine/kafka/queries.ts';
import type { Player } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { formatTimeShort } from '../../ui/format.ts';
import { LazyWhyDialog } from '../LazyWhyDialog.tsx';
import { navigate } from '../router.ts';
import { HERO_SCENARIO } from './hero-scenario.ts';
import type { HeroFlow } from './use-hero-flow.ts';

interface HeroQuestionProps {
  readonly player: Player;
  readonly flow: HeroFlow;
}

/** Goes to the whole run at the moment shown. */
export async function openHeroRun(player: Player): Promise<void> {
  const { shareHash } = await import('../share.ts');
  const source = { kind: 'scenario', id: HERO_SCENARIO } as const;
  navigate(shareHash(player, { source, view: 'timeline', scheduled: [] }));
}

/** What is asked and said below the run; its place is kept free, so that nothing moves when it comes. */
export function HeroQuestion({ player, flow }: HeroQuestionProps) {
  const open = () => openHeroRun(player);
  return (
    <div className="flex min-h-20 flex-col gap-3" aria-live="polite">
      {flow.phase === 'asked' && <Asked flow={flow} player={player} />}
      {flow.phase === 'running' && (
        <p className="text-sm">Running on. The controller waits for heartbeats…</p>
      )}
      {flow.phase === 'judged' && <Judged flow={flow} player={player} onOpen={open} />}
      {flow.phase === 'healthy' && (
        <p className="text-sm text-muted">
          Crash the zone of the leader, and say who leads next before the cluster does.
        </p>
      )}
    </div>
  );
}

function brokerName(player: Player, node: string): string {
  const broker = clusterView(player.frame().world).brokers.find((one) => one.node === node);
  return broker === undefined ? 'Nobody' : `Broker ${broker.id}`;
}

function Asked({ flow, player }: HeroQuestionProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <section aria-label="Predict" className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <h2 ref={heading} tabIndex={-1} className="text-base font-semibold outline-none">
        Zone {flow.zone} is silent, and the leader was in it. Who leads next? Pick a broker in the picture.
      </h2>
      <Button
        variant="primary"
        disabled={flow.choice === undefined}
        title={flow.choice === undefined ? 'Pick a broker first' : undefined}
        onClick={flow.run}
      >
        {flow.choice === undefined ? 'Run it and see' : `${brokerName(player, flow.choice)}: run it and see`}
      </Button>
    </section>
  );
}

function Judged({ flow, player, onOpen }: HeroQuestionProps & { readonly onOpen: () => void }) {
  const [isWhyOpen, setWhyOpen] = useState(false);
  const { choice = '', answer = '', row } = flow;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const isRight = choice === answer;
  const at = formatTimeShort(player.getState().recording.events.timeOf(row));
  return (
    <section aria-label="What the run did" className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="min-w-64 flex-1">
        <h2 ref={heading} tabIndex={-1} className="text-base font-semibold outline-none">
          {isRight ? 'Right: ' : ''}
          {brokerName(player, answer)} leads, since {at}
          {isRight ? '.' : `, not ${brokerName(player, choice)}.`}
        </h2>
        <p className="text-sm">
          Once the silent broker's session was over, the controller took the first assigned replica that is
          alive and in the ISR. The producer has not noticed yet: it waits for its request time-out.
        </p>
      </div>
      <div className="flex gap-2">
        <Button onClick={() => setWhyOpen(true)}>Why?</Button>
        <Button variant="primary" onClick={onOpen}>
          Open this run
        </Button>
      </div>
      {isWhyOpen && <LazyWhyDialog player={player} row={row} onClose={() => setWhyOpen(false)} />}
    </section>
  );
}
