// A short list of events, all of them drawn: for the inspector and for answers.
import { sentenceNames } from '../../engine/kafka/sentences.ts';
import type { Player } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { EventRow } from './EventRow.tsx';
import { eventLine } from './event-words.ts';
import { goToEvent } from './go-to-event.ts';

export interface EventListProps {
  readonly player: Player;
  /** Rows of the trace, as they shall stand. Those after the horizon are left out. */
  readonly rows: readonly number[];
  /** What the list is, for screen readers. */
  readonly name: string;
  /** Called when an event was chosen; the playhead has moved there. Default: nothing more. */
  readonly onChoose?: (row: number) => void;
  readonly className?: string;
}

/** Buttons that move the playhead to their event. */
export function EventList({ player, rows, name, onChoose, className }: EventListProps) {
  const { recording, horizon } = player.getState();
  const names = sentenceNames(player.frame().world);
  const seen = rows.filter((row) => row < recording.events.length && recording.events.timeOf(row) <= horizon);
  return (
    <ol aria-label={name} className={classNames('divide-y divide-line', className)}>
      {seen.map((row) => (
        <li key={row}>
          <EventRow
            line={eventLine(recording.events, row, names)}
            onPress={(line) => {
              goToEvent(player, line.row);
              onChoose?.(line.row);
            }}
          />
        </li>
      ))}
    </ol>
  );
}
