// A lesson: its text and questions beside the run they are about. Loads the lesson, then hands over to an attempt.
import { use, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Glossary } from '../../lessons/course-schema.ts';
import { plainText } from '../../lessons/prose.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { useMedia, usePrefersReducedMotion } from '../../ui/use-media.ts';
import { usePlayerState } from '../../views/use-frame.ts';
import { progress } from '../app-progress.ts';
import { findLesson, type LessonModule, loadGlossary, loadLesson } from '../content.ts';
import { NotFoundPage } from '../NotFoundPage.tsx';
import { openRun } from '../open-run.ts';
import { lessonHash, rewriteHash } from '../router.ts';
import { useTitle } from '../Shell.tsx';
import { usePlayerWork } from '../use-player-work.ts';
import { type Attempt, createAttempt } from './attempt.ts';
import { LessonNarrow } from './LessonNarrow.tsx';
import { LessonWide } from './LessonWide.tsx';

interface LessonPageProps {
  readonly id: string;
  readonly step: string | undefined;
}

interface Loaded extends LessonModule {
  readonly glossary: Glossary;
}

const loading = new Map<string, Promise<Loaded>>();

/** Loaded once per page visit; a failed load is tried again by the next visit. */
function load(id: string): Promise<Loaded> {
  let promise = loading.get(id);
  if (promise === undefined) {
    promise = Promise.all([loadLesson(id), loadGlossary()]).then(([lesson, glossary]) => ({
      ...lesson,
      glossary,
    }));
    promise.catch(() => loading.delete(id));
    loading.set(id, promise);
  }
  return promise;
}

/** The page of a lesson, or what there is instead. */
export function LessonPage({ id, step }: LessonPageProps) {
  const found = findLesson(id);
  useTitle(found?.entry.title);
  if (found === undefined) return <NotFoundPage what={`There is no lesson "${id}".`} />;
  return <LoadedLesson id={id} step={step} />;
}

function LoadedLesson({ id, step }: LessonPageProps) {
  const loaded = use(load(id));
  const attempt = useAttempt(loaded, step);
  if (attempt === undefined) return null;
  return <LessonView attempt={attempt} loaded={loaded} step={step} />;
}

/** The attempt lives as long as the page: it owns players and their workers. */
function useAttempt({ lesson, runs, openings }: Loaded, step: string | undefined): Attempt | undefined {
  const isReducedMotion = usePrefersReducedMotion();
  const [attempt, setAttempt] = useState<Attempt>();
  const first = useRef({ step, isReducedMotion });
  useEffect(() => {
    const made = createAttempt({
      lesson,
      step: first.current.step,
      progress,
      makePlayer: (run) => {
        const module = runs[run];
        if (module === undefined) throw new Error(`The lesson has no run "${run}".`);
        return openRun(module.scenario, {
          label: 'the lesson',
          opening: openings[run],
          isReducedMotion: first.current.isReducedMotion,
        }).player;
      },
    });
    setAttempt(made);
    return () => made.dispose();
  }, [lesson, runs, openings]);
  return attempt;
}

interface LessonViewProps {
  readonly attempt: Attempt;
  readonly loaded: Loaded;
  readonly step: string | undefined;
}

function LessonView({ attempt, loaded, step }: LessonViewProps) {
  const state = useStore(attempt.store);
  const isWide = useMedia('(min-width: 1024px)');
  const { lesson, glossary } = loaded;
  usePlayerWork(state.player);
  // The step shown is the address: a reload, the history and a copied address lead back here.
  useEffect(() => {
    rewriteHash(lessonHash(lesson.id, state.step.id));
  }, [lesson.id, state.step.id]);
  useEffect(() => {
    const index = lesson.steps.findIndex((one) => one.id === step);
    if (index >= 0 && index !== attempt.store.getState().index) attempt.go(index);
  }, [attempt, lesson, step]);
  // A wide page has room for the question beside the text; a narrow one asks when the reader is ready.
  const asks = isWide && state.phase === 'reading' && state.step.prediction !== undefined;
  useEffect(() => {
    if (asks) attempt.predict();
  }, [asks, attempt]);
  useTitle(`${plainText(state.step.title)} · ${lesson.title}`);
  const Layout = isWide ? LessonWide : LessonNarrow;
  return (
    <>
      <RunFailure player={state.player} />
      <Layout attempt={attempt} state={state} glossary={glossary} />
    </>
  );
}

const selectFailure = (state: PlayerState) => state.recording.failure;

/** Why the run does not go on; empty while it does. */
function RunFailure({ player }: { readonly player: Player }) {
  const failure = usePlayerState(player, selectFailure);
  return (
    <div role="status">
      {failure !== undefined && (
        <p className="border-b border-warning bg-warning-soft px-5 py-2 text-sm text-ink">
          The run stopped. {failure.message}
        </p>
      )}
    </div>
  );
}
