// How far: one segment per step. Each is a way to that step; nothing is locked.
import { plainText } from '../../lessons/prose.ts';
import { classNames } from '../../ui/class-names.ts';
import type { Attempt, AttemptState } from './attempt-types.ts';

interface SegmentBarProps {
  readonly attempt: Attempt;
  readonly state: AttemptState;
}

/** The steps of the lesson. What comes after an open question has no name yet: titles may tell how it ends. */
export function SegmentBar({ attempt, state }: SegmentBarProps) {
  const { answers, waived, index } = state;
  const open = attempt.lesson.steps.findIndex(
    ({ prediction }) =>
      prediction !== undefined && answers[prediction.id] === undefined && !waived[prediction.id],
  );
  const namedTo = open < 0 ? attempt.lesson.steps.length : Math.max(open, index);
  return (
    <nav aria-label="Steps of the lesson">
      <ol className="flex gap-1">
        {attempt.lesson.steps.map((step, i) => (
          <li key={step.id} className="flex-1">
            <button
              type="button"
              aria-label={i <= namedTo ? `Step ${i + 1}: ${plainText(step.title)}` : `Step ${i + 1}`}
              {...(i === state.index ? { 'aria-current': 'step' as const } : {})}
              className="flex h-11 w-full cursor-pointer items-center lg:h-6"
              onClick={() => attempt.go(i)}
            >
              <span
                className={classNames(
                  'h-1 w-full rounded-full',
                  i <= state.index || state.phase === 'finished' ? 'bg-ink' : 'bg-line-strong',
                )}
              />
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
