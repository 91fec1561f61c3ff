// The first page: words at once, a run beneath them as soon as it is there, and what there is to do.
import { lazy, Suspense, useEffect, useState } from 'react';
import { contentIndex } from '../content.ts';
import { ErrorBoundary } from '../ErrorBoundary.tsx';
import { fidelityHash, runHash } from '../router.ts';
import { useTitle } from '../Shell.tsx';
import { ContinueCard } from './ContinueCard.tsx';
import { HERO_SCENARIO } from './hero-scenario.ts';
import { Lessons } from './Lessons.tsx';
import { ProgressFile } from './ProgressFile.tsx';

const Hero = lazy(async () => ({ default: (await import('./Hero.tsx')).Hero }));

/** The home page. */
export function HomePage() {
  useTitle(undefined);
  return (
    <div className="mx-auto flex w-full max-w-[86rem] flex-col gap-10 px-4 py-6 md:px-10">
      <div className="grid gap-8 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <section aria-labelledby="hero-title" className="min-w-0">
          <h1 id="hero-title" className="text-2xl leading-tight font-bold tracking-tight md:text-[1.85rem]">
            Crash a zone. Name the next leader. See why.
          </h1>
          <p className="mt-2 mb-4 text-muted">
            A Kafka cluster, simulated in your browser and running now. Every answer on this site is a run
            like this one.
          </p>
          <ErrorBoundary resetKey="hero">
            <AfterFirstPaint />
          </ErrorBoundary>
        </section>
        <aside className="grid items-start gap-4 md:grid-cols-[minmax(0,1fr)_18rem] xl:grid-cols-1 xl:content-start">
          <ContinueCard />
          <ProgressFile />
        </aside>
      </div>
      <Lessons />
      <Scenarios />
      <footer className="border-t border-line pt-4 text-sm">
        <a href={fidelityHash()} className="inline-flex min-h-11 items-center text-ink underline">
          How faithful the model is to Apache Kafka 4.3.1
        </a>
      </footer>
    </div>
  );
}

/** The run waits until the words have been painted. */
function AfterFirstPaint() {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => {
    // Two frames: the first paints the words, the second is free.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setPainted(true));
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  const place = <div className="min-h-96 md:min-h-80" />;
  if (!isPainted) return place;
  return (
    <Suspense fallback={place}>
      <Hero />
    </Suspense>
  );
}

function Scenarios() {
  const scenarios = contentIndex.scenarios.filter((scenario) => scenario.id !== HERO_SCENARIO);
  return (
    <section aria-labelledby="scenarios-title" className="border-t border-line pt-6">
      <h2 id="scenarios-title" className="text-lg font-bold">
        Scenarios to play with
      </h2>
      <p className="mt-1 text-sm text-muted">
        Each is a run with all its controls: break it, go back, change a setting, share the moment.
      </p>
      <ul className="mt-4 grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {scenarios.map((scenario) => (
          <li
            key={scenario.id}
            className="relative rounded-panel border border-line bg-card p-4 hover:border-line-strong"
          >
            <h3 className="text-sm font-semibold">
              <a href={runHash(scenario.id)} className="after:absolute after:inset-0 after:rounded-panel">
                {scenario.title} <span aria-hidden="true">→</span>
              </a>
            </h3>
            <p className="mt-1 text-sm text-body">{scenario.description}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
