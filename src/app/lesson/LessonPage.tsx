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
import { Notice } from '../Notice.tsx';
import { openRun } from '../open-run.ts';
import { lessonHash, rewriteHash } from '../router.ts';
import { SharedDiffers } from '../SharedDiffers.tsx';
import { useTitle } from '../Shell.tsx';
import { usePlayerWork } from '../use-player-work.ts';
import { createAttempt } from './attempt.ts';
import type { Attempt } from './attempt-types.ts';
import { LessonNarrow } from './LessonNarrow.tsx';
import { LessonWide } from './LessonWide.tsx';
import { isHeldBack, momentOf, type SharedMoment } from './shared-moment.ts';

interface LessonPageProps {
  readonly id: string;
  readonly step: string | undefined;
  /** A moment that somebody shared. */
  readonly link: string | undefined;
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

const moments = new Map<string, Promise<SharedMoment | undefined>>();

/** What a link carries; what reads it is loaded only for who comes by one. A lesson without its moment is still one. */
function loadMoment(link: string, id: string): Promise<SharedMoment | undefined> {
  let promise = moments.get(link);
  if (promise === undefined) {
    promise = import('../../player/share-link.ts').then(
      ({ decodeSharedRun }) => momentOf(decodeSharedRun(link), id),
      () => undefined,
    );
    moments.set(link, promise);
  }
  return promise;
}

/** The page of a lesson, or what there is instead. */
export function LessonPage({ id, step, link }: LessonPageProps) {
  const found = findLesson(id);
  useTitle(found?.entry.title ?? 'Not found');
  if (found === undefined) return <NotFoundPage what={`There is no lesson "${id}".`} />;
  // Another lesson is another attempt, from its own beginning.
  return <LoadedLesson key={id} id={id} step={step} link={link} />;
}

function LoadedLesson({ id, step, link }: LessonPageProps) {
  // The address forgets the link once the lesson is open; the page keeps its moment.
  const [first] = useState(link);
  const loaded = use(load(id));
  const moment = first === undefined ? undefined : use(loadMoment(first, id));
  const attempt = useAttempt(loaded, step, moment);
  if (attempt === undefined) return null;
  return <LessonView attempt={attempt} loaded={loaded} step={step} moment={moment} />;
}

/** The attempt lives as long as the page: it owns players and their workers. */
function useAttempt(
  { lesson, simplifications, runs, openings }: Loaded,
  step: string | undefined,
  moment: SharedMoment | undefined,
): Attempt | undefined {
  const isReducedMotion = usePrefersReducedMotion();
  const [attempt, setAttempt] = useState<Attempt>();
  const first = useRef({ step, moment, isReducedMotion });
  useEffect(() => {
    const made = createAttempt({
      lesson,
      step: first.current.step,
      moment: first.current.moment,
      progress,
      simplifications,
      titles: Object.fromEntries(Object.entries(runs).map(([run, one]) => [run, one.scenario.title])),
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
  }, [lesson, simplifications, runs, openings]);
  return attempt;
}

interface LessonViewProps {
  readonly attempt: Attempt;
  readonly loaded: Loaded;
  readonly step: string | undefined;
  readonly moment: SharedMoment | undefined;
}

function LessonView({ attempt, loaded, step, moment }: LessonViewProps) {
  const state = useStore(attempt.store);
  const isWide = useMedia('(min-width: 1024px)');
  const { lesson, glossary } = loaded;
  usePlayerWork(state.shown);
  // The step shown is the address: a reload, the history and a copied address lead back here.
  useEffect(() => {
    rewriteHash(lessonHash(lesson.id, state.step.id));
  }, [lesson.id, state.step.id]);
  useEffect(() => {
    const index = lesson.steps.findIndex((one) => one.id === step);
    if (index >= 0 && index !== attempt.store.getState().index) attempt.go(index);
  }, [attempt, lesson, step]);
  // A wide page has room for the question beside the text; a narrow one asks when the reader is ready.
  const isFree = state.blockedBy === undefined;
  const asks = isWide && isFree && state.phase === 'reading' && state.step.prediction !== undefined;
  useEffect(() => {
    if (asks) attempt.predict();
  }, [asks, attempt]);
  useTitle(`${plainText(state.step.title)} · ${lesson.title}`);
  const Layout = isWide ? LessonWide : LessonNarrow;
  return (
    <>
      <RunFailure player={state.shown} />
      {moment !== undefined && moment.step === state.step.id && (
        <MomentNotice player={state.player} moment={moment} />
      )}
      <Layout attempt={attempt} state={state} glossary={glossary} sharedView={moment} />
    </>
  );
}

const selectHorizon = (state: PlayerState) => state.horizon;
const selectHash = (state: PlayerState) => state.futures[0]?.recording.hash ?? '';

/** What a shared link wanted to show, and did not: an open question hides it, or the run came out differently. */
function MomentNotice({ player, moment }: { readonly player: Player; readonly moment: SharedMoment }) {
  const horizon = usePlayerState(player, selectHorizon);
  const hash = usePlayerState(player, selectHash);
  // With changes of the sharer's it is another run than the lesson's own, until they are made here too.
  const sharedHash = moment.interventions.length === 0 ? moment.hash : '';
  return (
    <div role="status">
      <SharedDiffers sharedHash={sharedHash} sharedEngine={moment.engine} hash={hash} />
      {isHeldBack(moment, horizon) && (
        <Notice>
          This link was made further on in the lesson. What comes after a question that you have not answered
          yet stays hidden; answer it, and go on from there.
        </Notice>
      )}
    </div>
  );
}

const selectFailure = (state: PlayerState) => state.recording.failure;

/** Why the run does not go on; empty while it does. */
function RunFailure({ player }: { readonly player: Player }) {
  const failure = usePlayerState(player, selectFailure);
  return (
    <div role="status">{failure !== undefined && <Notice>The run stopped. {failure.message}</Notice>}</div>
  );
}
