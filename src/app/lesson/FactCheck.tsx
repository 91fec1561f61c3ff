// What the step says, each sentence tied to a moment of the run or to a source.
import type { Lesson, Step } from '../../lessons/lesson-schema.ts';
import { parseInlines } from '../../lessons/prose.ts';
import { formatTimeShort } from '../../ui/format.ts';
import { FidelityLink } from '../fidelity/FidelityLink.tsx';
import { Inlines, Prose } from './Prose.tsx';

interface FactCheckProps {
  readonly lesson: Lesson;
  readonly step: Step;
  readonly onMoment: (at: number) => void;
}

/** Corrections of common wisdom, then the claims with their evidence. */
export function FactCheck({ lesson, step, onMoment }: FactCheckProps) {
  const claims = step.claims;
  if (claims.length === 0 && step.factCheck.length === 0) return null;
  return (
    <section aria-label="Fact check" className="flex flex-col gap-3">
      {step.factCheck.length > 0 && (
        <div>
          <h2 className="pb-2 text-xs font-semibold tracking-widest text-muted uppercase">Fact check</h2>
          <Prose blocks={step.factCheck} />
        </div>
      )}
      {claims.length > 0 && (
        <details className="rounded-card border border-line bg-card text-sm">
          <summary className="flex min-h-11 cursor-pointer items-center px-3 font-medium text-ink lg:min-h-9">
            How we know: {claims.length} {claims.length === 1 ? 'claim' : 'claims'}, checked
          </summary>
          <ul className="flex flex-col gap-2 px-3 pb-3">
            {claims.map((claim) => {
              const source = lesson.sources.find((one) => one.id === claim.source);
              const { at } = claim;
              const isHere = at !== undefined && (claim.run === undefined || claim.run === step.run);
              return (
                <li key={claim.text} className="border-t border-line pt-2">
                  <Inlines inlines={parseInlines(claim.text, 0)} />{' '}
                  {isHere && (
                    <button
                      type="button"
                      className="min-h-11 cursor-pointer font-medium text-ink underline lg:min-h-6"
                      onClick={() => onMoment(at)}
                    >
                      Show {formatTimeShort(at)}
                    </button>
                  )}
                  {source !== undefined && <SourceText text={source.text} href={source.href} />}
                </li>
              );
            })}
          </ul>
        </details>
      )}
      <FidelityLink about={[`lesson:${lesson.id}`]} what="this lesson" />
    </section>
  );
}

function SourceText({ text, href }: { readonly text: string; readonly href: string | undefined }) {
  return (
    <span className="text-muted">
      Source:{' '}
      {href === undefined ? (
        text
      ) : (
        <a className="underline" href={href} target="_blank" rel="noreferrer">
          {text}
        </a>
      )}
    </span>
  );
}
