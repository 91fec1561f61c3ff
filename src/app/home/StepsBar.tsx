// The steps of a lesson as a row of short bars: those that were reached are dark. Decoration; words stand beside it.
import type { LessonEntry } from '../../lessons/content-index.ts';
import type { Standing } from '../../lessons/next-lesson.ts';
import { classNames } from '../../ui/class-names.ts';

interface StepsBarProps {
  readonly lesson: LessonEntry;
  readonly standing: Standing;
  readonly className?: string;
}

/** One bar per step. */
export function StepsBar({ lesson, standing, className }: StepsBarProps) {
  return (
    <div aria-hidden="true" className={classNames('flex gap-1', className)}>
      {lesson.steps.map((step, i) => (
        <span
          key={step}
          className={classNames(
            'h-1 flex-1 rounded-full',
            i <= standing.index ? 'bg-ink' : 'bg-line-strong/60',
          )}
        />
      ))}
    </div>
  );
}
