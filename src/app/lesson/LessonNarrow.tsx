// A lesson on a phone or a narrow window: text, then the question alone, then the judgement; under it the run as a
// picture or as events, and the one thing to do next within reach of the thumb.
import { useEffect, useState } from 'react';
import { isAboutPartitions } from '../../lessons/grading.ts';
import type { Step } from '../../lessons/lesson-schema.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { type TabItem, Tabs } from '../../ui/Tabs.tsx';
import { StageView } from '../../views/stage/StageView.tsx';
import { TimelineStrip } from '../../views/timeline/TimelineStrip.tsx';
import { clusterAtStart } from '../../views/timeline/use-timeline.ts';
import { usePlayerState } from '../../views/use-frame.ts';
import { KeysButton } from '../KeysButton.tsx';
import { LazyEventsView } from '../LazyEventsView.tsx';
import { LazyGroupView } from '../LazyGroupView.tsx';
import { LazyWhyDialog } from '../LazyWhyDialog.tsx';
import { ShareButton } from '../ShareButton.tsx';
import { Breadcrumbs, Header } from '../Shell.tsx';
import { useShareFacts } from './LessonWide.tsx';
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

/** One column. */
export function LessonNarrow(props: LessonLayoutProps) {
  const { attempt, state } = props;
  const { step, phase, shown: player } = state;
  const [isListChosen, showList] = useListChoice(step.id);
  // One partition at a time is shown here, so that partitions cannot be picked in the picture.
  const isFromList = isListChosen || (step.prediction !== undefined && isAboutPartitions(step.prediction));
  const shared = props.sharedView?.step === step.id ? props.sharedView.view : undefined;
  const [view, setView] = useView(shared ?? step.view);
  const why = useWhy(state);
  const facts = useShareFacts(props, view);
  const pick = usePick(props, isFromList);
  const marks = useMarks(props);
  const isAsked = phase === 'predicting' || phase === 'running';
  return (
    <>
      <Header>
        <Breadcrumbs items={[{ title: attempt.lesson.title }]} />
        <KeysButton player={player} />
        <ShareButton player={state.player} facts={facts} />
      </Header>
      <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col gap-4 px-4 pt-2 pb-28 wrap-break-word">
        <SegmentBar attempt={attempt} state={state} />
        <StepTitle attempt={attempt} state={state} />
        <StepContent
          {...props}
          isFromList={isFromList}
          onShowList={showList}
          onWhy={why.open}
          isQuestionOnly
        />
        {phase !== 'finished' && state.blockedBy === undefined && (
          <>
            <VisitBar attempt={attempt} state={state} />
            <Tabs
              name="How to see the run"
              look="segmented"
              value={pick === undefined ? view : 'picture'}
              onChange={setView}
              items={[
                {
                  id: 'picture',
                  title: 'Picture',
                  content: (
                    <div className="pt-3">
                      <StageView
                        player={player}
                        look="bare"
                        pick={pick}
                        {...(marks === undefined ? {} : { marks })}
                        {...partitionOf(step.focus)}
                      />
                    </div>
                  ),
                },
                ...groupPanel(player, state.visited === undefined ? step.window : undefined),
                {
                  id: 'events',
                  title: 'Events',
                  content: <LazyEventsView player={player} className="h-[28rem] pt-3" />,
                },
              ]}
            />
            <TimelineStrip player={player} {...partitionOf(step.focus)} />
            {!isAsked && <TimeButtons player={player} />}
          </>
        )}
      </div>
      <div className="fixed inset-x-0 bottom-0 z-10 border-t border-line bg-card px-4 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
        <div className="mx-auto max-w-3xl">
          <StepButtons attempt={attempt} state={state} isNarrow />
        </div>
      </div>
      {why.row !== undefined && <LazyWhyDialog player={state.player} row={why.row} onClose={why.close} />}
    </>
  );
}

/** Consumer groups, in a run that has some. */
function groupPanel(player: Player, about: Step['window']): TabItem[] {
  if (clusterAtStart(player).groups.length === 0) return [];
  const content = <LazyGroupView key={about?.from} player={player} about={about} className="pt-3" />;
  return [{ id: 'group', title: 'Group', content }];
}

function partitionOf(focus: string | undefined): { partition?: string } {
  return focus?.includes('-') ? { partition: focus } : {};
}

/** Picture, groups or events; every step may have its own. */
function useView(stepView: string) {
  const wanted = stepView === 'timeline' ? 'picture' : stepView;
  const [view, setView] = useState(wanted);
  useEffect(() => setView(wanted), [wanted]);
  return [view, setView] as const;
}

const selectPlaying = (state: PlayerState) => state.isPlaying;

function TimeButtons({ player }: { readonly player: Player }) {
  const isPlaying = usePlayerState(player, selectPlaying);
  return (
    <div className="grid grid-cols-3 gap-2">
      <Button onClick={() => player.jump(-1)}>Previous</Button>
      <Button onClick={() => (isPlaying ? player.pause() : player.play())}>
        {isPlaying ? 'Pause' : 'Play'}
      </Button>
      <Button onClick={() => player.jump(1)}>Next event</Button>
    </div>
  );
}
