// Stands for a step that would give away the answer to a question before it.
import { Button } from '../../ui/Button.tsx';
import type { Attempt, AttemptState } from './attempt-types.ts';
import { Inlines } from './Prose.tsx';

interface BlockedCardProps {
  readonly attempt: Attempt;
  readonly state: AttemptState;
}

/** Leads to the open question, or past it. */
export function BlockedCard({ attempt, state }: BlockedCardProps) {
  const open = attempt.lesson.steps[state.blockedBy ?? -1];
  if (open === undefined) return null;
  return (
    <section
      aria-label="A question comes first"
      className="flex flex-col gap-3 rounded-panel border border-line bg-card p-4 text-[0.9375rem] leading-relaxed"
    >
      <p>
        This step tells how the run goes on. Step {(state.blockedBy ?? 0) + 1}, “
        <Inlines inlines={open.title} />
        ”, asks you to predict that.
      </p>
      <Button variant="ghost" className="self-start" onClick={attempt.waive}>
        Show this step all the same
      </Button>
    </section>
  );
}
