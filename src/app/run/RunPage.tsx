// A run with all its controls: from a built-in scenario, or whatever a shared link carries.
import { lazy, use, useEffect } from 'react';
import type { ScenarioError } from '../../engine/scenario/problems.ts';
import type { Scenario } from '../../engine/scenario/scenario.ts';
import { loadEngine } from '../../player/open-recording.ts';
import { type DecodedLink, decodeSharedRun } from '../../player/share-link.ts';
import type { SharedRun } from '../../player/shared-run.ts';
import { hasScenario, loadScenario } from '../content.ts';
import { NotFoundPage } from '../NotFoundPage.tsx';
import { lessonLinkHash, navigate } from '../router.ts';
import { RunView } from './RunView.tsx';
import type { RunInput } from './run-input.ts';

// The checks of a scenario come with it, and they are large.
const LinkTrouble = lazy(async () => ({ default: (await import('./LinkTrouble.tsx')).LinkTrouble }));

interface RunPageProps {
  readonly id: string | undefined;
  readonly link: string | undefined;
  readonly at: number | undefined;
}

/** The page for an address. */
export function RunPage({ id, link, at }: RunPageProps) {
  if (link !== undefined) return <SharedRunPage link={link} />;
  if (id === undefined || !hasScenario(id))
    return <NotFoundPage what={`There is no scenario "${id ?? ''}".`} />;
  return <BuiltInRunPage id={id} at={at} />;
}

const builtIn = new Map<string, ReturnType<typeof loadScenario>>();

function loadOnce(id: string): ReturnType<typeof loadScenario> {
  let promise = builtIn.get(id);
  if (promise === undefined) {
    promise = Promise.all([loadScenario(id), loadEngine()]).then(([module]) => module);
    promise.catch(() => builtIn.delete(id));
    builtIn.set(id, promise);
  }
  return promise;
}

function BuiltInRunPage({ id, at }: { readonly id: string; readonly at: number | undefined }) {
  const module = use(loadOnce(id));
  const source = { kind: 'scenario', id } as const;
  return (
    <RunView
      input={{
        ...module,
        source,
        interventions: [],
        t: at ?? 0,
        view: 'timeline',
        sharedHash: '',
        sharedEngine: 0,
      }}
    />
  );
}

type Opened =
  | { readonly ok: true; readonly input: RunInput }
  | { readonly ok: false; readonly link: DecodedLink; readonly errors: readonly ScenarioError[] };

const opened = new Map<string, Promise<Opened>>();

function openOnce(link: string): Promise<Opened> {
  let promise = opened.get(link);
  if (promise === undefined) {
    promise = openLink(link);
    promise.catch(() => opened.delete(link));
    opened.set(link, promise);
  }
  return promise;
}

function SharedRunPage({ link }: { readonly link: string }) {
  const result = use(openOnce(link));
  // A lesson hides what comes after an open question: its links lead back into it.
  const lesson = result.ok && result.input.source.kind === 'lesson' ? result.input.source : undefined;
  useEffect(() => {
    if (lesson !== undefined) navigate(lessonLinkHash(lesson.id, lesson.step, link), 'replace');
  }, [lesson, link]);
  if (lesson !== undefined) return null;
  return result.ok ? (
    <RunView input={result.input} />
  ) : (
    <LinkTrouble link={result.link} errors={result.errors} />
  );
}

async function openLink(code: string): Promise<Opened> {
  const link = decodeSharedRun(code);
  if (!link.ok) return { ok: false, link, errors: [] };
  const { run } = link;
  if (run.source.kind === 'text') return openText(link, run, run.source.text);
  const id = run.source.kind === 'scenario' ? run.source.id : `${run.source.id}/${run.source.run}`;
  if (!hasScenario(id)) {
    return { ok: false, link: { ok: false, reason: 'notUnderstood', saved: run }, errors: [] };
  }
  return { ok: true, input: inputOf(run, await loadOnce(id)) };
}

async function openText(link: DecodedLink, run: SharedRun, text: string): Promise<Opened> {
  const { parseScenarioText } = await import('../../engine/scenario/parse-text.ts');
  await loadEngine();
  const parsed = parseScenarioText(text);
  if (!parsed.ok) return { ok: false, link, errors: parsed.errors };
  return { ok: true, input: inputOf(run, { scenario: parsed.scenario, text }) };
}

function inputOf(run: SharedRun, { scenario, text }: { scenario: Scenario; text: string }): RunInput {
  return {
    scenario: run.seed === undefined ? scenario : { ...scenario, seed: run.seed },
    text,
    source: run.source,
    interventions: run.interventions,
    t: run.t,
    view: run.view,
    sharedHash: run.hash,
    sharedEngine: run.engine,
  };
}
