// A lesson with how far one is.
import type { LessonEntry } from '../../lessons/content-index.ts';
import { classNames } from '../../ui/class-names.ts';
import { useProgress } from '../app-progress.ts';
import { lessonHash } from '../router.ts';

interface ContinueCardProps {
  readonly module: string;
  readonly lesson: LessonEntry;
}

/** Start, continue or take again. */
export function ContinueCard({ module, lesson }: ContinueCardProps) {
  const mine = useProgress((state) => state.progress.lessons[lesson.id]);
  const begun = mine !== undefined && mine.revision === lesson.revision ? mine : undefined;
  const index = begun === undefined ? -1 : lesson.steps.indexOf(begun.step);
  const isDone = mine?.isDone ?? false;
  const kicker = isDone ? 'Done' : index >= 0 ? 'Continue' : 'Start here';
  const words = isDone
    ? 'Take it again'
    : index >= 0
      ? `Continue at step ${index + 1} of ${lesson.steps.length}`
      : 'Start the lesson';
  return (
    <section aria-label={`Lesson: ${lesson.title}`} className="rounded-panel border border-line bg-card p-5">
      <p className="text-xs font-semibold tracking-widest text-muted uppercase">{kicker}</p>
      <h2 className="mt-2 text-lg leading-snug font-bold">{lesson.title}</h2>
      <p className="mt-1 text-sm text-muted">
        {module} · {lesson.minutes} minutes · {lesson.predictions} predictions
      </p>
      <p className="mt-2 text-sm">{lesson.summary}</p>
      <div aria-hidden="true" className="my-4 flex gap-1">
        {lesson.steps.map((step, i) => (
          <span
            key={step}
            className={classNames('h-1 flex-1 rounded-full', isDone || i <= index ? 'bg-ink' : 'bg-line')}
          />
        ))}
      </div>
      <a
        href={lessonHash(lesson.id)}
        className="flex min-h-11 items-center justify-center rounded-card bg-ink px-4 text-sm font-semibold text-on-ink hover:opacity-90"
      >
        {words}
      </a>
    </section>
  );
}
