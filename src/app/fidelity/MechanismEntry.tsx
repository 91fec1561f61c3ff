// One mechanism: what it does, what is simplified, where the rule comes from and what agrees.
import type { ReactNode } from 'react';
import type { Mechanism } from '../../engine/kafka/fidelity/mechanism.ts';
import { agreeingFixtures } from '../../engine/kafka/fidelity.ts';
import { classNames } from '../../ui/class-names.ts';
import { fidelityPlaceHash } from '../router.ts';
import { VerdictMark } from './VerdictMark.tsx';

interface MechanismEntryProps {
  readonly mechanism: Mechanism;
  /** The address leads here. */
  readonly isGoal: boolean;
}

/** An entry with an address of its own. */
export function MechanismEntry({ mechanism, isGoal }: MechanismEntryProps) {
  const { id, name, verdict, about, notes } = mechanism;
  return (
    <li
      id={`at-${id}`}
      className={classNames(
        'grid scroll-mt-4 gap-x-6 gap-y-2 px-4 py-4 md:grid-cols-[minmax(0,13rem)_minmax(0,1fr)] md:px-5 xl:grid-cols-[minmax(0,14rem)_minmax(0,1fr)_minmax(0,17rem)]',
        isGoal && 'bg-sunken shadow-[inset_3px_0_0_var(--color-ink)]',
      )}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 md:flex-col md:items-start">
        <h3 className="text-[0.9375rem] leading-snug font-semibold">
          <a
            href={fidelityPlaceHash(id)}
            className="inline-flex min-h-11 items-center hover:underline md:min-h-0"
            {...(isGoal ? { 'aria-current': 'location' as const } : {})}
          >
            {name}
          </a>
        </h3>
        <VerdictMark verdict={verdict} />
      </div>
      <div className="flex max-w-[44rem] flex-col gap-2 text-sm">
        <p>{about}</p>
        {notes.length > 0 && (
          <ul aria-label={verdict === 'absent' ? 'In a run' : 'Simplified'} className="flex flex-col gap-1.5">
            {notes.map(({ says }) => (
              <li key={says} className="border-l-2 border-line-strong pl-3">
                <span className="font-medium text-ink">
                  {verdict === 'absent' ? 'In a run: ' : 'Simplified: '}
                </span>
                {says}
              </li>
            ))}
          </ul>
        )}
      </div>
      <Evidence mechanism={mechanism} />
    </li>
  );
}

function Evidence({ mechanism }: { readonly mechanism: Mechanism }) {
  const recordings = agreeingFixtures(mechanism);
  const { sources, vectors = [] } = mechanism;
  if (sources.length + recordings.length + vectors.length === 0) return null;
  return (
    <dl className="flex flex-col gap-1.5 text-xs md:col-start-2 xl:col-start-auto">
      <Names title="Rule from" names={sources} />
      <Names title="Recordings that agree" names={recordings} />
      <Names title="Vectors that agree" names={vectors} />
    </dl>
  );
}

function Names({ title, names }: { readonly title: string; readonly names: readonly string[] }): ReactNode {
  if (names.length === 0) return null;
  return (
    <div>
      <dt className="text-muted">{title}</dt>
      <dd className="font-mono leading-5 break-words text-body">{names.join(', ')}</dd>
    </div>
  );
}
