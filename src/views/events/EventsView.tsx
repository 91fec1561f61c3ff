// The trace as sentences: what happened, in order, and why. It is also the twin of the picture for screen readers.
import { useMemo, useState } from 'react';
import { sentenceNames } from '../../engine/kafka/sentences.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatCount } from '../../ui/format.ts';
import { clusterAtStart } from '../timeline/use-timeline.ts';
import { usePlayerState } from '../use-frame.ts';
import { usePlayhead } from '../use-playhead.ts';
import { EventFilters } from './EventFilters.tsx';
import { EventWindow } from './EventWindow.tsx';
import { countBefore, type EventFilter } from './event-index.ts';
import { goToEvent } from './go-to-event.ts';
import { useEventIndex } from './use-event-index.ts';
import { WhyChain } from './WhyChain.tsx';

export interface EventsViewProps {
  readonly player: Player;
  /** Needs a height: the list scrolls inside. */
  readonly className?: string;
}

const selectHorizon = (state: PlayerState) => state.horizon;
const selectRecording = (state: PlayerState) => state.recording;
const selectRow = (state: PlayerState) => (state.selection?.kind === 'event' ? state.selection.row : -1);
const HEADLINES_AND_CHANGES: EventFilter = { detail: 2, node: '', about: '' };

/** Filters, the list, and the causes of the event chosen. */
export function EventsView({ player, className }: EventsViewProps) {
  const [filter, setFilter] = useState(HEADLINES_AND_CHANGES);
  const { index } = useEventIndex(player, filter);
  const { events } = usePlayerState(player, selectRecording);
  const horizon = usePlayerState(player, selectHorizon);
  const selected = usePlayerState(player, selectRow);
  const t = usePlayhead(player);
  /** Row whose causes are shown, -1 for none. */
  const [why, setWhy] = useState(-1);
  const cluster = clusterAtStart(player);
  const names = useMemo(() => player.peek(0, ({ world }) => sentenceNames(world)), [player]);
  const count = countBefore(index, events.rowsUntil(horizon));
  const now = Math.min(count, countBefore(index, events.rowsUntil(t))) - 1;
  const isKnown = why >= 0 && why < events.length && events.timeOf(why) <= horizon;
  return (
    <section aria-label="Events" className={classNames('@container flex min-h-0 flex-col', className)}>
      <EventFilters
        cluster={cluster}
        filter={filter}
        onChange={setFilter}
        status={formatCount(count, 'event')}
      />
      <div className="flex min-h-40 flex-1 gap-3">
        <div
          className={classNames(
            'min-w-0 flex-1 rounded-card border border-line bg-card',
            // Side by side where there is room; elsewhere the causes take the place of the list until they are closed.
            isKnown ? 'hidden @min-[46rem]:flex' : 'flex',
          )}
        >
          <EventWindow
            events={events}
            rows={index.rows}
            count={count}
            now={now}
            selected={selected}
            names={names}
            onChoose={(row) => goToEvent(player, row)}
            onWhy={setWhy}
          />
        </div>
        {isKnown && (
          <section
            aria-label="Why?"
            className="min-h-0 w-full overflow-y-auto rounded-card border border-line bg-card @min-[46rem]:w-2/5"
          >
            <header className="flex items-center justify-between gap-2 border-b border-line py-1 pr-1 pl-3.5">
              <h3 className="text-sm">Why?</h3>
              <Button size="small" variant="ghost" onClick={() => setWhy(-1)}>
                Close
              </Button>
            </header>
            <WhyChain player={player} row={why} />
          </section>
        )}
      </div>
    </section>
  );
}
