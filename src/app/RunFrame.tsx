// Stage above, transport with timeline or events below: the part that lesson and run pages share.
import type { ReactNode } from 'react';
import type { Player } from '../player/player-types.ts';
import { classNames } from '../ui/class-names.ts';
import { type TabItem, Tabs } from '../ui/Tabs.tsx';
import type { Mark, Pick } from '../views/pick.ts';
import { StageView } from '../views/stage/StageView.tsx';
import { TimelineView } from '../views/timeline/TimelineView.tsx';
import { clusterAtStart } from '../views/timeline/use-timeline.ts';
import { TransportBar } from '../views/transport/TransportBar.tsx';
import { LazyEventsView } from './LazyEventsView.tsx';
import { LazyGroupView } from './LazyGroupView.tsx';
import { LazyRecordsView } from './LazyRecordsView.tsx';

interface RunFrameProps {
  readonly player: Player;
  /** "timeline", "events", "group" in a run that has consumer groups, "records" where there is a ledger. */
  readonly view: string;
  readonly onView: (view: string) => void;
  readonly pick?: Pick | undefined;
  readonly marks?: readonly Mark[] | undefined;
  /** Stands above the stage. */
  readonly children?: ReactNode;
  /** What the groups show at first. */
  readonly about?: { readonly from: number; readonly to: number } | undefined;
  /** The record ledger has a tab. */
  readonly hasLedger?: boolean;
  readonly className?: string;
}

/** The views of the lower panel; consumer groups only where there are some. */
function panelsOf({ player, about, hasLedger = false }: RunFrameProps): TabItem[] {
  const panels: TabItem[] = [
    {
      id: 'timeline',
      title: 'Timeline',
      content: (
        <div className="h-full overflow-auto pt-2">
          <TimelineView player={player} />
        </div>
      ),
    },
    {
      id: 'events',
      title: 'Events',
      content: <LazyEventsView player={player} className="h-[28rem] pt-2 lg:h-full" />,
    },
  ];
  if (clusterAtStart(player).groups.length > 0)
    panels.splice(1, 0, {
      id: 'group',
      title: 'Group',
      content: (
        <div className="h-full overflow-auto pt-2">
          <LazyGroupView key={about?.from} player={player} about={about} />
        </div>
      ),
    });
  if (hasLedger)
    panels.splice(-1, 0, {
      id: 'records',
      title: 'Records',
      content: (
        <div className="h-full overflow-auto pt-2">
          <LazyRecordsView player={player} />
        </div>
      ),
    });
  return panels;
}

/** Stage and lower panel; on a wide page they fill the height. */
export function RunFrame(props: RunFrameProps) {
  const { player, view, onView, pick, marks, children, className } = props;
  const panels = panelsOf(props);
  const shown = panels.some((panel) => panel.id === view) ? view : 'timeline';
  // Groups are compared by eye, all of them on one screen: they take the room of the stage, unless it is answered on.
  const isStageShown = shown !== 'group' || pick !== undefined;
  return (
    <div className={classNames('flex flex-col lg:h-[calc(100dvh-3.3rem)]', className)}>
      {children}
      {isStageShown && (
        <div className="min-h-0 flex-1 overflow-auto p-3 md:p-4 md:[@media(height<=800px)]:py-2">
          <StageView
            player={player}
            {...(pick === undefined ? {} : { pick })}
            {...(marks === undefined ? {} : { marks })}
          />
        </div>
      )}
      <div
        className={classNames(
          'flex flex-col bg-card px-3 py-2 md:px-5',
          isStageShown ? 'min-h-56 shrink-0 border-t border-line lg:max-h-[38dvh]' : 'min-h-0 flex-1',
        )}
      >
        <Tabs
          name="What to see of the run"
          value={shown}
          onChange={onView}
          before={<TransportBar player={player} />}
          className="min-h-0 flex-1"
          items={panels}
        />
      </div>
    </div>
  );
}
