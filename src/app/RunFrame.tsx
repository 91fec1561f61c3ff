// Stage above, transport with timeline or events below: the part that lesson and run pages share.
import type { ReactNode } from 'react';
import type { Player } from '../player/player-types.ts';
import { classNames } from '../ui/class-names.ts';
import { Tabs } from '../ui/Tabs.tsx';
import type { Mark, Pick } from '../views/pick.ts';
import { StageView } from '../views/stage/StageView.tsx';
import { TimelineView } from '../views/timeline/TimelineView.tsx';
import { TransportBar } from '../views/transport/TransportBar.tsx';
import { LazyEventsView } from './LazyEventsView.tsx';

interface RunFrameProps {
  readonly player: Player;
  /** "timeline" or "events". */
  readonly view: string;
  readonly onView: (view: string) => void;
  readonly pick?: Pick | undefined;
  readonly marks?: readonly Mark[] | undefined;
  /** Stands above the stage. */
  readonly children?: ReactNode;
  readonly className?: string;
}

/** Stage and lower panel; on a wide page they fill the height. */
export function RunFrame({ player, view, onView, pick, marks, children, className }: RunFrameProps) {
  return (
    <div className={classNames('flex flex-col lg:h-[calc(100dvh-3.3rem)]', className)}>
      {children}
      <div className="min-h-0 flex-1 overflow-auto p-3 md:p-4">
        <StageView
          player={player}
          {...(pick === undefined ? {} : { pick })}
          {...(marks === undefined ? {} : { marks })}
        />
      </div>
      <div className="flex max-h-[22rem] min-h-56 shrink-0 flex-col border-t border-line bg-card px-3 py-2 md:px-5 lg:max-h-[38dvh]">
        <Tabs
          name="What to see of the run"
          value={view === 'events' ? 'events' : 'timeline'}
          onChange={onView}
          before={<TransportBar player={player} />}
          className="min-h-0 flex-1"
          items={[
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
              content: <LazyEventsView player={player} className="h-full pt-2" />,
            },
          ]}
        />
      </div>
    </div>
  );
}
