// How close the model is to Kafka, mechanism by mechanism: what is exact, what is simplified, what is not there, and
// which recordings and vectors of the real system agree.
import { use, useEffect, useMemo, useState } from 'react';
import type { Room, Verdict } from '../../engine/kafka/fidelity/mechanism.ts';
import { FIDELITY } from '../../engine/kafka/fidelity.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatNumber } from '../../ui/format.ts';
import { fidelityHash, navigate } from '../router.ts';
import { Breadcrumbs, Header, useTitle } from '../Shell.tsx';
import { type Asked, findAsked } from './asked.ts';
import { FidelityFilters, RoomLinks } from './FidelityFilters.tsx';
import { countVerdicts, filterRooms } from './fidelity-filter.ts';
import { MechanismEntry } from './MechanismEntry.tsx';

interface FidelityPageProps {
  /** Mechanisms, a run or a lesson; empty = everything. */
  readonly about: readonly string[];
  /** Mechanism or room to begin at. */
  readonly at: string | undefined;
}

const EVERYTHING: Asked = { title: '', ids: [] };

/** The page; `#/fidelity?about=…` shows a part of it, `?at=…` a place in it. */
export function FidelityPage({ about, at }: FidelityPageProps) {
  useTitle('Fidelity');
  const asked = about.length === 0 ? EVERYTHING : use(findAsked(about));
  const [search, setSearch] = useState('');
  const [verdict, setVerdict] = useState<Verdict>();
  const chosen = useMemo(
    () => filterRooms(FIDELITY, { about: asked.ids, verdict: undefined, search: '' }),
    [asked],
  );
  const rooms = useMemo(() => filterRooms(chosen, { about: [], verdict, search }), [chosen, verdict, search]);
  useGoTo(at);
  const showAll = () => {
    setSearch('');
    setVerdict(undefined);
  };
  return (
    <div className="mx-auto w-full max-w-[86rem] px-4 py-6 md:px-10">
      <Header>
        <Breadcrumbs items={[{ title: 'Course', href: '#/' }, { title: 'Fidelity' }]} />
      </Header>
      <Introduction />
      {about.length > 0 && <AskedBar asked={asked} />}
      <div className="mt-6 grid gap-6 lg:grid-cols-[15rem_minmax(0,1fr)] lg:gap-8">
        <div className="flex flex-col gap-6 self-start lg:sticky lg:top-0 lg:-mx-1 lg:max-h-dvh lg:overflow-y-auto lg:px-1 lg:py-1">
          <FidelityFilters
            rooms={chosen}
            search={search}
            onSearch={setSearch}
            verdict={verdict}
            onVerdict={setVerdict}
          />
          <div className="hidden lg:block">
            <RoomLinks rooms={rooms} />
          </div>
        </div>
        <div className="flex min-w-0 flex-col gap-8">
          <Found rooms={rooms} of={chosen} onAll={showAll} />
          {rooms.map((room) => (
            <RoomSection key={room.id} room={room} at={at} />
          ))}
        </div>
      </div>
    </div>
  );
}

/** Brings the asked place into view, after the frame of the page has settled at its top. */
function useGoTo(at: string | undefined): void {
  useEffect(() => {
    if (at === undefined) return;
    const frame = requestAnimationFrame(() => {
      const place = document.getElementById(`at-${at}`);
      place?.scrollIntoView();
      place?.querySelector<HTMLElement>('h2, h3 a')?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [at]);
}

function Introduction() {
  return (
    <div className="max-w-[52rem]">
      <h1 className="text-2xl leading-tight font-bold tracking-tight md:text-[1.85rem]">
        How faithful is the model?
      </h1>
      <p className="mt-2">
        The reference is Apache Kafka 4.3.1: its sources, the outputs of its own classes, and recordings of a
        real cluster whose processes were killed and paused. Where the model departs from it, it says so here.
      </p>
      <dl className="mt-3 grid gap-x-6 gap-y-1 text-sm sm:grid-cols-[auto_1fr]">
        <dt className="font-semibold text-ink">Exact</dt>
        <dd>The same rule with Kafka’s names and defaults; nothing was left out on purpose.</dd>
        <dt className="font-semibold text-ink">Simplified</dt>
        <dd>The rule holds, but for what is listed with it.</dd>
        <dt className="font-semibold text-ink">Absent</dt>
        <dd>It never happens in a run.</dd>
      </dl>
    </div>
  );
}

/** Says that this is a part, and leads to the whole. */
function AskedBar({ asked }: { readonly asked: Asked }) {
  const { title, ids } = asked;
  const words =
    ids.length === 0
      ? 'Nothing here has the name that the link asks for; this is everything.'
      : title === ''
        ? `A part: ${formatCount(ids.length, 'mechanism')}.`
        : `What matters in ${title}: ${formatCount(ids.length, 'mechanism')}.`;
  return (
    <div className="mt-5 flex flex-wrap items-center gap-3 rounded-card border border-line-strong bg-card px-4 py-3 text-sm text-ink">
      <p className="min-w-0 flex-1">{words}</p>
      {ids.length > 0 && <Button onClick={() => navigate(fidelityHash())}>Show the whole page</Button>}
    </div>
  );
}

interface FoundProps {
  readonly rooms: readonly Room[];
  readonly of: readonly Room[];
  readonly onAll: () => void;
}

/** How much of it is shown. */
function Found({ rooms, of, onAll }: FoundProps) {
  const shown = total(rooms);
  const all = total(of);
  return (
    <div className="-mb-4 flex flex-wrap items-center gap-3 text-sm">
      <p role="status" className="text-muted">
        {shown === all
          ? formatCount(all, 'mechanism')
          : shown === 0
            ? `None of ${formatCount(all, 'mechanism')} fits.`
            : `${formatNumber(shown)} of ${formatCount(all, 'mechanism')}`}
      </p>
      {shown !== all && (
        <Button size="small" onClick={onAll}>
          Clear search and choice
        </Button>
      )}
    </div>
  );
}

function total(rooms: readonly Room[]): number {
  const { exact, simplified, absent } = countVerdicts(rooms);
  return exact + simplified + absent;
}

function RoomSection({ room, at }: { readonly room: Room; readonly at: string | undefined }) {
  return (
    <section id={`at-${room.id}`} aria-labelledby={`title-${room.id}`} className="scroll-mt-4">
      <h2 id={`title-${room.id}`} tabIndex={-1} className="pb-3 text-lg font-bold outline-none">
        {room.title}
      </h2>
      <ul className="divide-y divide-line overflow-hidden rounded-panel border border-line bg-card">
        {room.mechanisms.map((mechanism) => (
          <MechanismEntry key={mechanism.id} mechanism={mechanism} isGoal={mechanism.id === at} />
        ))}
      </ul>
    </section>
  );
}
