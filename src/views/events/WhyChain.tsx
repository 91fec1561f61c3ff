// Why? The causes of one event, latest first, back to the fault and the setting that mattered.
import { useMemo } from 'react';
import { classOfEvent, explain, sentenceNames } from '../../engine/kafka/sentences.ts';
import type { Player } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { EventRow } from './EventRow.tsx';
import { eventLine, RELATION_WORDS } from './event-words.ts';
import { goToEvent } from './go-to-event.ts';

export interface WhyChainProps {
  readonly player: Player;
  /** The event to explain. */
  readonly row: number;
  /** Called when a cause was chosen; the playhead has moved there. */
  readonly onChoose?: (row: number) => void;
  readonly className?: string;
}

/** The event and, under it, what led to it. Each entry moves the playhead to its moment. */
export function WhyChain({ player, row, onChoose, className }: WhyChainProps) {
  const { recording, horizon } = player.getState();
  const { events } = recording;
  const isKnown = row >= 0 && row < events.length && events.timeOf(row) <= horizon;
  const chain = useMemo(() => {
    if (!isKnown) return undefined;
    // Settings as they were when it happened: a later change explains nothing.
    return player.peek(events.timeOf(row), ({ world }) => {
      const names = sentenceNames(world);
      return { line: eventLine(events, row, names), reasons: explain(events, row, names) };
    });
  }, [player, events, row, isKnown]);
  if (chain === undefined) return null;
  const choose = (chosen: number) => {
    goToEvent(player, chosen);
    onChoose?.(chosen);
  };
  return (
    <div className={classNames('text-sm', className)}>
      <EventRow line={chain.line} isNow onPress={(line) => choose(line.row)} isWhole />
      {chain.reasons.length === 0 ? (
        <p className="px-3.5 py-2.5 text-muted">Nothing led to it: it begins here.</p>
      ) : (
        <ol aria-label="Causes, latest first" className="divide-y divide-line border-t border-line">
          {chain.reasons.map((reason) => (
            <li key={`${reason.relation} ${reason.row}`}>
              <EventRow
                line={{
                  row: reason.row,
                  at: events.timeOf(reason.row),
                  about: reason.relation === 'setting' ? 'data' : classOfEvent(events.typeOf(reason.row)),
                  text: reason.text,
                }}
                relation={RELATION_WORDS[reason.relation]}
                onPress={(line) => choose(line.row)}
                isWhole
              />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
