// The parts of a lesson page that both layouts are made of.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { partitionView } from '../../engine/kafka/queries.ts';
import type { Glossary } from '../../lessons/course-schema.ts';
import { isAboutPartitions, judge, NOBODY } from '../../lessons/grading.ts';
import type { Prediction } from '../../lessons/lesson-schema.ts';
import { parseInlines, plainText } from '../../lessons/prose.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/class-names.ts';
import type { Mark, Pick, PickTarget } from '../../views/pick.ts';
import { lessonHash, navigate } from '../router.ts';
import type { Attempt, AttemptState } from './attempt-types.ts';
import { BlockedCard } from './BlockedCard.tsx';
import { ChangeCard } from './ChangeCard.tsx';
import { FactCheck } from './FactCheck.tsx';
import { FinishedCard, lessonAfter } from './FinishedCard.tsx';
import { GroupsTable } from './GroupsTable.tsx';
import { JudgedCard } from './JudgedCard.tsx';
import { KeysTable } from './KeysTable.tsx';
import { PredictCard } from './PredictCard.tsx';
import { ProducersTable } from './ProducersTable.tsx';
import { Inlines, Prose, ProseContext, type ProseContextValue } from './Prose.tsx';

/** What both layouts get. */
export interface LessonLayoutProps {
  readonly attempt: Attempt;
  readonly state: AttemptState;
  readonly glossary: Glossary;
  /** The view that a shared link wants open, at that step. */
  readonly sharedView?: { readonly step: string; readonly view: string } | undefined;
}

/** The context of prose: glyphs of this run's partitions, moments of its player. */
export function useProseContext({ attempt, state, glossary }: LessonLayoutProps): ProseContextValue {
  const { player } = state;
  return useMemo(
    () => ({
      glossary,
      partitionIndex: (tp) =>
        /-\d+$/.test(tp) ? (partitionView(player.frame().world, tp)?.index ?? -1) : -1,
      onMoment: attempt.look,
    }),
    [attempt, glossary, player],
  );
}

/** Choices on the diagram, while a prediction that allows it is open. */
export function usePick({ attempt, state }: LessonLayoutProps, isFromList: boolean): Pick | undefined {
  const { step, choice, phase, visited } = state;
  const prediction = step.prediction;
  return useMemo(() => {
    if (prediction?.on !== 'diagram' || phase !== 'predicting' || isFromList || visited !== undefined)
      return undefined;
    const textOf = (target: PickTarget) =>
      prediction.choices.find((one) => one.id === choiceOf(target))?.text ?? '';
    return {
      question: plainText(parseInlines(prediction.question, 0)),
      allowed: prediction.choices.map((one) => targetOf(prediction, one.id)),
      selected: choice === undefined ? undefined : targetOf(prediction, choice),
      onPick: (target) => attempt.choose(choiceOf(target)),
      label: textOf,
    };
  }, [attempt, prediction, choice, phase, isFromList, visited]);
}

/** What stands on the diagram after the judgement: the learner's answer and the engine's. */
export function useMarks({ state }: LessonLayoutProps): readonly Mark[] | undefined {
  const { step, phase, answers, visited } = state;
  const given = step.prediction === undefined ? undefined : answers[step.prediction.id];
  return useMemo(() => {
    const { prediction } = step;
    if (prediction?.on !== 'diagram' || phase !== 'judged' || given === undefined || visited !== undefined)
      return undefined;
    const { isRight, chosen, right } = judge(prediction, given.choice, given.answer);
    const marks: Mark[] = [{ target: targetOf(prediction, chosen.id), text: 'your answer', kind: 'yours' }];
    if (!isRight) marks.push({ target: targetOf(prediction, right.id), text: 'the run', kind: 'engine' });
    return marks;
  }, [step, phase, given, visited]);
}

function targetOf(prediction: Prediction, choice: string): PickTarget {
  if (choice === NOBODY) return { kind: 'nobody' };
  return isAboutPartitions(prediction) ? { kind: 'partition', tp: choice } : { kind: 'node', node: choice };
}

function choiceOf(target: PickTarget): string {
  if (target.kind === 'partition') return target.tp;
  return target.kind === 'node' || target.kind === 'replica' ? target.node : NOBODY;
}

/** Whether the reader asked for the list instead of the diagram; anew for every step. */
export function useListChoice(stepId: string): readonly [boolean, () => void] {
  const [listFor, setListFor] = useState<string>();
  const show = useCallback(() => setListFor(stepId), [stepId]);
  return [listFor === stepId, show];
}

/** Number and title of the step. The title takes the focus when the step changes. */
export function StepTitle({ state, attempt }: Omit<LessonLayoutProps, 'glossary'>) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(state.step.id);
  useEffect(() => {
    if (shown.current === state.step.id) return;
    shown.current = state.step.id;
    heading.current?.focus();
  }, [state.step.id]);
  return (
    <header>
      <p className="text-xs font-semibold tracking-widest text-muted uppercase">
        {state.phase === 'finished'
          ? 'Finished'
          : `Step ${state.index + 1} of ${attempt.lesson.steps.length}`}
      </p>
      <h1 ref={heading} tabIndex={-1} className="mt-2 text-[1.35rem] leading-tight font-bold outline-none">
        {state.phase === 'finished' ? attempt.lesson.title : <Inlines inlines={state.step.title} />}
      </h1>
    </header>
  );
}

interface StepContentProps extends LessonLayoutProps {
  readonly isFromList: boolean;
  readonly onShowList: () => void;
  readonly onWhy: (() => void) | undefined;
  /** Leaves the text away: a phone shows the question alone. */
  readonly isQuestionOnly?: boolean;
}

/** Text, question, judgement and what else belongs to the step, in reading order. */
export function StepContent(props: StepContentProps) {
  const { attempt, state, isFromList, onShowList, onWhy, isQuestionOnly = false } = props;
  const { step, phase, player, choice, answers } = state;
  const { prediction } = step;
  const prose = useProseContext(props);
  const given = prediction === undefined ? undefined : answers[prediction.id];
  const isAsked = phase === 'predicting' || phase === 'running';
  const isOpen = prediction === undefined || given !== undefined;
  // On a phone what the run did comes first; the text, read a moment ago, is put away.
  const isPutAway = isQuestionOnly && phase === 'judged' && choice !== undefined;
  if (phase === 'finished') return <FinishedCard attempt={attempt} />;
  if (state.blockedBy !== undefined) return <BlockedCard attempt={attempt} state={state} />;
  return (
    <ProseContext value={prose}>
      {!(isQuestionOnly && isAsked) && !isPutAway && <Prose blocks={step.body} />}
      {prediction !== undefined && isAsked && (
        <PredictCard
          prediction={prediction}
          choice={choice}
          onChoose={attempt.choose}
          isLocked={phase === 'running'}
          isOnDiagram={prediction.on === 'diagram' && !isFromList}
          onShowList={onShowList}
        />
      )}
      {prediction !== undefined && given !== undefined && (
        <JudgedCard
          key={prediction.id}
          prediction={prediction}
          given={given}
          player={player}
          onAgain={attempt.again}
          onWhy={onWhy}
          takesFocus={choice !== undefined}
        />
      )}
      {isOpen && step.after.length > 0 && <Prose blocks={step.after} />}
      {isPutAway && (
        <details className="rounded-card border border-line bg-card text-sm">
          <summary className="flex min-h-11 cursor-pointer items-center px-3 font-medium text-ink">
            The text before the question
          </summary>
          <div className="px-3 pb-3">
            <Prose blocks={step.body} />
          </div>
        </details>
      )}
      {isOpen && step.table === 'producers' && <ProducersTable player={player} />}
      {step.table === 'keys' && <KeysTable player={player} />}
      {isOpen && step.table === 'groups' && <GroupsTable player={player} only={step.groups} />}
      {isOpen && step.change !== undefined && (
        <ChangeCard key={step.id} change={step.change} player={player} onChange={attempt.change} />
      )}
      {isOpen && <FactCheck attempt={attempt} step={step} />}
    </ProseContext>
  );
}

interface StepButtonsProps {
  readonly attempt: Attempt;
  readonly state: AttemptState;
  readonly isNarrow?: boolean;
}

/** Back, and the one thing to do next. */
export function StepButtons({ attempt, state, isNarrow = false }: StepButtonsProps) {
  const size = isNarrow ? 'large' : 'normal';
  const main = mainAction(attempt, state, isNarrow);
  return (
    <div className={classNames('flex', isNarrow ? 'gap-2' : 'gap-3')}>
      {(state.index > 0 || state.phase === 'finished') && (
        <Button size={size} className={isNarrow ? 'px-5' : 'min-w-24'} onClick={attempt.back}>
          Back
        </Button>
      )}
      <Button
        size={size}
        variant="primary"
        className="flex-1"
        disabled={main.isDisabled}
        title={main.isDisabled ? 'Choose an answer first' : undefined}
        onClick={main.act}
      >
        {main.words}
      </Button>
    </div>
  );
}

function mainAction({ lesson, next, answer, skip, go }: Attempt, state: AttemptState, isNarrow: boolean) {
  const { phase, step, choice, blockedBy } = state;
  if (blockedBy !== undefined && phase !== 'finished')
    return { words: `Go to step ${blockedBy + 1}`, act: () => go(blockedBy), isDisabled: false };
  const chosen = step.prediction?.choices.find((one) => one.id === choice);
  switch (phase) {
    case 'reading':
      return {
        words: step.prediction === undefined ? 'Continue' : 'Predict what is next',
        act: next,
        isDisabled: false,
      };
    case 'predicting': {
      const words = isNarrow && chosen !== undefined ? `Answer: ${chosen.text}` : 'Run it and see';
      return { words, act: answer, isDisabled: chosen === undefined };
    }
    case 'running':
      return { words: 'Skip to the outcome', act: skip, isDisabled: false };
    case 'judged':
      return { words: 'Continue', act: next, isDisabled: false };
    case 'finished': {
      const after = lessonAfter(lesson.id);
      const to = after === undefined ? '#/' : lessonHash(after.id);
      const title = after === undefined ? 'Back to the course' : 'Next lesson';
      return { words: title, act: () => navigate(to), isDisabled: false };
    }
  }
}
