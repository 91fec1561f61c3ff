// A lesson on a wide page: text at the left (at 1024 px it can be put away), the run at the right.
import { useCallback, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { findLesson } from '../content.ts';
import { KeysButton } from '../KeysButton.tsx';
import { LazyWhyDialog } from '../LazyWhyDialog.tsx';
import { RunFrame } from '../RunFrame.tsx';
import { ShareButton } from '../ShareButton.tsx';
import { Breadcrumbs, Header } from '../Shell.tsx';
import {
  type LessonLayoutProps,
  StepButtons,
  StepContent,
  StepTitle,
  useListChoice,
  useMarks,
  usePick,
} from './lesson-parts.tsx';
import { SegmentBar } from './SegmentBar.tsx';
import { useWhy } from './use-why.ts';
import { VisitBar } from './VisitBar.tsx';

/** Two columns. */
export function LessonWide(props: LessonLayoutProps) {
  const { attempt, state } = props;
  const { lesson } = attempt;
  const [isTextOpen, setTextOpen] = useState(true);
  const [viewOf, setViewOf] = useState(props.sharedView);
  const view = viewOf?.step === state.step.id ? viewOf.view : state.step.view;
  const [isFromList, showList] = useListChoice(state.step.id);
  const why = useWhy(state);
  const facts = useShareFacts(props, view);
  return (
    <>
      <Header>
        <Breadcrumbs
          items={[{ title: findLesson(lesson.id)?.module.title ?? '', href: '#/' }, { title: lesson.title }]}
        />
        <Button className="xl:hidden" aria-expanded={isTextOpen} onClick={() => setTextOpen(!isTextOpen)}>
          {isTextOpen ? 'Hide the text' : 'Show the text'}
        </Button>
        <KeysButton player={state.shown} />
        <ShareButton player={state.player} facts={facts} />
      </Header>
      <div className="flex min-h-0 flex-1">
        <section
          aria-label="Lesson"
          className={classNames(
            'h-[calc(100dvh-3.3rem)] w-72 shrink-0 flex-col border-r border-line xl:flex xl:w-[25rem]',
            isTextOpen ? 'flex' : 'hidden',
          )}
        >
          <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-5 py-5 wrap-break-word xl:px-6">
            <SegmentBar attempt={attempt} state={state} />
            <StepTitle attempt={attempt} state={state} />
            <StepContent {...props} isFromList={isFromList} onShowList={showList} onWhy={why.open} />
          </div>
          <div className="border-t border-line px-5 py-3 xl:px-6">
            <StepButtons attempt={attempt} state={state} />
          </div>
        </section>
        <RunFrame
          player={state.shown}
          view={view}
          onView={(next) => setViewOf({ step: state.step.id, view: next })}
          pick={usePick(props, isFromList)}
          marks={useMarks(props)}
          about={state.visited === undefined ? state.step.window : undefined}
          className="min-w-0 flex-1"
        >
          <VisitBar attempt={attempt} state={state} />
        </RunFrame>
      </div>
      {why.row !== undefined && <LazyWhyDialog player={state.player} row={why.row} onClose={why.close} />}
    </>
  );
}

/** What a shared link says of this step. */
export function useShareFacts({ attempt, state }: LessonLayoutProps, view: string) {
  const { lesson } = attempt;
  const { step } = state;
  return useCallback(() => {
    const run = lesson.runs[step.run]?.replace(/\.yaml$/, '') ?? step.run;
    const source = { kind: 'lesson', id: lesson.id, run, step: step.id } as const;
    return { source, view, scheduled: state.player.getState().futures[0]?.recording.interventions ?? [] };
  }, [lesson, step, view, state.player]);
}
