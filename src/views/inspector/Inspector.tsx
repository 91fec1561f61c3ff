// The panel of the selected thing: its full state in Kafka's words, what belongs to it, and what happened to it, each
// event with its "Why?".
import { useCallback, useId } from 'react';
import type { RecordView } from '../../engine/kafka/views.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatTime } from '../../ui/format.ts';
import { goToEvent } from '../events/go-to-event.ts';
import { PartitionGlyph } from '../PartitionGlyph.tsx';
import { useFrame } from '../use-frame.ts';
import { type Fact, type Inspection, inspect, type RecentEvent, type Related } from './inspector-reading.ts';

export interface InspectorProps {
  readonly player: Player;
  /** Asks for the chain of causes of a row of the trace. */
  readonly onWhy: (row: number) => void;
}

function Heading({ children }: { readonly children: string }) {
  return (
    <h3 className="mt-4 mb-1 text-[0.6875rem] font-semibold tracking-widest text-muted uppercase">
      {children}
    </h3>
  );
}

function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="divide-y divide-line text-xs">
      {facts.map((fact) => (
        <div key={`${fact.label} ${fact.note}`} className="flex flex-wrap items-baseline gap-x-3 py-1">
          <dt className="font-mono text-muted">{fact.label}</dt>
          <dd className="ml-auto min-w-0 text-right font-mono font-semibold break-words text-ink">
            {fact.value}
          </dd>
          {fact.note !== '' && <dd className="w-full text-right text-[0.6875rem] text-body">{fact.note}</dd>}
        </div>
      ))}
    </dl>
  );
}

function Records({ records }: { readonly records: readonly RecordView[] }) {
  return (
    <table className="w-full text-right font-mono text-xs text-body">
      <thead className="text-[0.6875rem] text-muted">
        <tr>
          <th scope="col" className="py-1 text-left font-normal">
            offset
          </th>
          <th scope="col" className="font-normal">
            leaderEpoch
          </th>
          <th scope="col" className="font-normal">
            appended
          </th>
          <th scope="col" className="font-normal">
            state
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {records.map((record) => (
          <tr key={record.offset}>
            <th scope="row" className="py-1 text-left font-semibold text-ink">
              {record.offset}
            </th>
            <td>{record.leaderEpoch}</td>
            <td>{formatTime(record.appendedAt)}</td>
            <td className={record.isCommitted ? '' : 'text-warning-text'}>
              {record.isCommitted ? 'committed' : 'above HW'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RelatedThings({
  player,
  related,
}: {
  readonly player: Player;
  readonly related: readonly Related[];
}) {
  return (
    <ul className="flex flex-col">
      {related.map((thing) => (
        <li key={`${thing.title} ${thing.note}`}>
          <button
            type="button"
            onClick={() => player.select(thing.selection)}
            className="flex min-h-11 w-full cursor-pointer flex-wrap items-center gap-x-3 rounded-control px-1 text-left text-xs hover:bg-sunken md:min-h-8"
          >
            <span className="font-semibold text-ink">{thing.title}</span>
            <span className="ml-auto text-body">{thing.note}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The sentence says it too. */
const EDGES: Record<RecentEvent['about'], string> = {
  fault: 'border-l-fault',
  control: 'border-l-control',
  data: 'border-l-transparent',
  client: 'border-l-transparent',
};

function Events({ player, events, onWhy }: InspectorProps & { readonly events: readonly RecentEvent[] }) {
  return (
    <ol className="divide-y divide-line">
      {events.map((line) => (
        <li key={line.row} className="flex items-start gap-1 py-0.5">
          <button
            type="button"
            onClick={() => goToEvent(player, line.row)}
            className={classNames(
              'min-h-11 min-w-0 flex-1 cursor-pointer border-l-4 py-1 pl-2 text-left text-xs text-body hover:bg-sunken',
              EDGES[line.about],
            )}
          >
            <span className="block font-mono font-semibold text-ink">{formatTime(line.at)}</span>
            {line.text}
          </button>
          <Button
            variant="ghost"
            size="small"
            aria-label={`Why? ${line.text}`}
            onClick={() => onWhy(line.row)}
          >
            Why?
          </Button>
        </li>
      ))}
    </ol>
  );
}

function Body({ player, onWhy, found }: InspectorProps & { readonly found: Inspection }) {
  return (
    <>
      {found.note !== '' && <p className="mt-2 text-sm text-body">{found.note}</p>}
      {found.facts.length > 0 && (
        <div className="mt-2">
          <Facts facts={found.facts} />
        </div>
      )}
      {found.records.length > 0 && (
        <>
          <Heading>End of the log</Heading>
          <Records records={found.records} />
        </>
      )}
      {found.related.length > 0 && (
        <>
          <Heading>Belongs to it</Heading>
          <RelatedThings player={player} related={found.related} />
        </>
      )}
      {found.events.length > 0 && (
        <>
          <Heading>What happened, latest first</Heading>
          <Events player={player} events={found.events} onWhy={onWhy} />
        </>
      )}
    </>
  );
}

const read = (frame: Frame, state: PlayerState) => ({
  selection: state.selection,
  found: state.selection === undefined ? undefined : inspect(frame, state, state.selection),
});

/** Shows the player's selection; nothing without one. */
export function Inspector({ player, onWhy }: InspectorProps) {
  const id = useId();
  const { selection, found } = useFrame(player, read);
  const why = useCallback(() => {
    if (selection?.kind === 'event') onWhy(selection.row);
  }, [selection, onWhy]);
  if (selection === undefined) return null;
  const isEvent = selection.kind === 'event';
  return (
    <section aria-labelledby={id} className="text-sm">
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="flex items-center gap-2 text-base font-semibold break-words text-ink">
            {found !== undefined && found.partition >= 0 && <PartitionGlyph index={found.partition} />}
            {found?.title ?? 'No longer there'}
          </h2>
          {found !== undefined && <p className="text-xs text-muted">{found.subtitle}</p>}
        </div>
        {isEvent && found !== undefined && (
          <Button size="small" onClick={why}>
            Why?
          </Button>
        )}
        <Button size="small" variant="ghost" onClick={() => player.select(undefined)}>
          Close
        </Button>
      </header>
      {found === undefined ? (
        <p className="mt-2 text-sm text-body">
          {selection.kind === 'message'
            ? 'This message is not in flight at this moment: it has arrived, was dropped, or is not sent yet.'
            : 'What was selected does not exist at this moment of this run.'}
        </p>
      ) : (
        <Body player={player} onWhy={onWhy} found={found} />
      )}
    </section>
  );
}
