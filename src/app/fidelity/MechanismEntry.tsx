// One mechanism: what it does, what is simplified, where the rule comes from and what agrees.
import { Fragment, type ReactNode } from 'react';
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
            className="-my-2 inline-flex min-h-11 items-center hover:underline md:my-0 md:min-h-0"
            {...(isGoal ? { 'aria-current': 'location' as const } : {})}
          >
            {name}
          </a>
        </h3>
        <VerdictMark verdict={verdict} />
      </div>
      <div className="flex max-w-[44rem] flex-col gap-2 text-sm">
        <p>
          <Words text={about} />
        </p>
        {notes.length > 0 && (
          <div>
            <p id={`notes-${id}`} className="text-xs text-muted">
              {verdict === 'absent' ? 'In a run' : 'Simplified'}
            </p>
            <ul
              aria-labelledby={`notes-${id}`}
              className="mt-1 flex flex-col gap-2 border-l-2 border-line-strong pl-3"
            >
              {notes.map(({ says }) => (
                <li key={says}>
                  <Words text={says} />
                </li>
              ))}
            </ul>
          </div>
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
      <dd className="font-mono leading-5 text-body">
        <ul className="flex flex-wrap gap-x-[1ch] xl:flex-col">
          {names.map((name, i) => (
            <li key={name} className="max-w-full break-words">
              <Breakable name={name} />
              {i < names.length - 1 && <span className="xl:hidden">,</span>}
            </li>
          ))}
        </ul>
      </dd>
    </div>
  );
}

/** A name that may go on in the next line after a dot. */
function Breakable({ name }: { readonly name: string }) {
  return name.split(/(?<=\.)/).map((part, i) => (
    <Fragment key={part}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

/** Settings, internal topics, calls: what is written in the mono face. */
const NAMES = /(__\w+|\backs=\w+|[a-z]+(?:[.-][a-z]+)*\.[a-z]+(?:=\w+)?|[a-z]+\(\))/;

/** A sentence with Kafka's names set off. */
function Words({ text }: { readonly text: string }) {
  return text.split(NAMES).map((part, i) =>
    i % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a fixed sentence never changes its order
      <code key={i} className="text-[0.8125rem] break-words text-ink">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
