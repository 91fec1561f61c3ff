// Search and verdicts of the fidelity page, and the way to each room.
import { useId } from 'react';
import type { Room, Verdict } from '../../engine/kafka/fidelity/mechanism.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatNumber } from '../../ui/format.ts';
import { fidelityPlaceHash } from '../router.ts';
import { countVerdicts } from './fidelity-filter.ts';
import { VerdictDisc } from './VerdictMark.tsx';

const VERDICTS: readonly Verdict[] = ['exact', 'simplified', 'absent'];

interface FidelityFiltersProps {
  /** What search and verdict choose from. */
  readonly rooms: readonly Room[];
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly verdict: Verdict | undefined;
  readonly onVerdict: (verdict: Verdict | undefined) => void;
}

/** A search field and one button per verdict, with its count. */
export function FidelityFilters({ rooms, search, onSearch, verdict, onVerdict }: FidelityFiltersProps) {
  const id = useId();
  const counts = countVerdicts(rooms);
  const total = counts.exact + counts.simplified + counts.absent;
  return (
    <div className="flex flex-col gap-4">
      <div>
        <label htmlFor={id} className="block pb-1.5 text-xs font-medium text-muted">
          Search mechanisms, KIPs, classes, recordings
        </label>
        <input
          id={id}
          type="search"
          value={search}
          onChange={(event) => onSearch(event.target.value)}
          className="min-h-11 w-full rounded-card border border-line-strong bg-card px-3 text-sm text-ink lg:min-h-9"
        />
      </div>
      <fieldset>
        <legend className="pb-1.5 text-xs font-medium text-muted">Show</legend>
        <div className="grid grid-cols-2 gap-2 sm:grid-cols-4 lg:grid-cols-1">
          <Choice
            name="Everything"
            count={total}
            isOn={verdict === undefined}
            onChoose={() => onVerdict(undefined)}
          />
          {VERDICTS.map((one) => (
            <Choice
              key={one}
              name={one[0]?.toUpperCase() + one.slice(1)}
              verdict={one}
              count={counts[one]}
              isOn={verdict === one}
              onChoose={() => onVerdict(one)}
            />
          ))}
        </div>
      </fieldset>
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly verdict?: Verdict;
  readonly count: number;
  readonly isOn: boolean;
  readonly onChoose: () => void;
}

function Choice({ name, verdict, count, isOn, onChoose }: ChoiceProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      disabled={count === 0 && !isOn}
      title={count === 0 ? 'There is none here' : undefined}
      onClick={onChoose}
      className={classNames(
        'flex min-h-11 cursor-pointer items-center gap-2 disabled:cursor-not-allowed disabled:opacity-55 rounded-card border px-3 text-sm lg:min-h-9',
        isOn
          ? 'border-ink bg-ink font-semibold text-on-ink'
          : 'border-line-strong bg-card font-medium text-ink hover:bg-sunken',
      )}
    >
      {verdict !== undefined && <VerdictDisc verdict={verdict} />}
      <span className="flex-1 text-left">{name}</span>
      <span className="font-mono text-xs">{formatNumber(count)}</span>
    </button>
  );
}

/** The rooms shown, one link each. */
export function RoomLinks({ rooms }: { readonly rooms: readonly Room[] }) {
  return (
    <nav aria-label="Parts of this page">
      <ul className="flex flex-col text-sm">
        {rooms.map((room) => (
          <li key={room.id}>
            <a
              href={fidelityPlaceHash(room.id)}
              className="flex min-h-8 items-center gap-2 rounded-control px-2 text-body hover:bg-sunken hover:text-ink"
            >
              <span className="flex-1">{room.title}</span>
              <span className="font-mono text-xs text-muted">{formatNumber(room.mechanisms.length)}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
