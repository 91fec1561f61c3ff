// What the step says, each sentence tied to a moment of the run or to a source.
import type { Claim, Step } from '../../lessons/lesson-schema.ts';
import { parseInlines } from '../../lessons/prose.ts';
import { formatCount, formatTimeShort } from '../../ui/format.ts';
import type { Attempt } from './attempt-types.ts';
import { Inlines, Prose } from './Prose.tsx';
import { SimplifiedHere } from './SimplifiedHere.tsx';

interface FactCheckProps {
  readonly attempt: Attempt;
  readonly step: Step;
}

/** Corrections of common wisdom, then the claims with their evidence. */
export function FactCheck({ attempt, step }: FactCheckProps) {
  const seen = step.claims.filter((claim) => isInSight(attempt, step, claim));
  const hidden = step.claims.length - seen.length;
  return (
    <section aria-label="Fact check" className="flex flex-col gap-3">
      {step.factCheck.length > 0 && (
        <div>
          <h2 className="pb-2 text-xs font-semibold tracking-widest text-muted uppercase">Fact check</h2>
          <Prose blocks={step.factCheck} />
        </div>
      )}
      {step.claims.length > 0 && (
        <details className="rounded-card border border-line bg-card text-sm">
          <summary className="flex min-h-11 cursor-pointer items-center px-3 font-medium text-ink lg:min-h-9">
            How we know: {formatCount(step.claims.length, 'claim')}, checked
          </summary>
          <ul className="flex flex-col gap-2 px-3 pb-3">
            {seen.map((claim) => (
              <ClaimItem key={claim.text} attempt={attempt} step={step} claim={claim} />
            ))}
            {hidden > 0 && (
              <li className="border-t border-line pt-2 text-muted">
                {formatCount(hidden, 'claim')} more when the questions about this run are answered.
              </li>
            )}
          </ul>
        </details>
      )}
      <SimplifiedHere attempt={attempt} />
    </section>
  );
}

/** A claim about a moment behind an open question would answer it. */
function isInSight(attempt: Attempt, step: Step, claim: Claim): boolean {
  if (claim.at === undefined) return true;
  const horizon = attempt.horizonOf(claim.run ?? step.run);
  return horizon === undefined || claim.at <= horizon;
}

interface ClaimItemProps extends FactCheckProps {
  readonly claim: Claim;
}

/** A sentence, and the way to what proves it. */
function ClaimItem({ attempt, step, claim }: ClaimItemProps) {
  const source = attempt.lesson.sources.find((one) => one.id === claim.source);
  const { at, run = step.run } = claim;
  return (
    <li className="border-t border-line pt-2">
      <Inlines inlines={parseInlines(claim.text, 0)} />{' '}
      {at !== undefined && (
        <button
          type="button"
          className="min-h-11 cursor-pointer text-left font-medium text-ink underline lg:min-h-6"
          onClick={() => attempt.look(at, run)}
        >
          Show {formatTimeShort(at)}
          {run !== step.run && ` of “${attempt.titleOf(run)}”`}
        </button>
      )}
      {source !== undefined && <SourceText text={source.text} href={source.href} />}
    </li>
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
