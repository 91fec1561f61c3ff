// How far: one segment per step. Each is a way to that step; nothing is locked.
import { plainText } from '../../lessons/prose.ts';
import { classNames } from '../../ui/class-names.ts';
import type { Attempt, AttemptState } from './attempt-types.ts';

interface SegmentBarProps {
  readonly attempt: Attempt;
  readonly state: AttemptState;
}

/** The steps of the lesson. */
export function SegmentBar({ attempt, state }: SegmentBarProps) {
  return (
    <nav aria-label="Steps of the lesson">
      <ol className="flex gap-1">
        {attempt.lesson.steps.map((step, i) => (
          <li key={step.id} className="flex-1">
            <button
              type="button"
              aria-label={`Step ${i + 1}: ${plainText(step.title)}`}
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
