// The one lesson to go on with.
import { offerOf, standingOf } from '../../lessons/next-lesson.ts';
import { useProgress } from '../app-progress.ts';
import { contentIndex } from '../content.ts';
import { lessonHash } from '../router.ts';
import { StepsBar } from './StepsBar.tsx';

/** Start, continue or take again. */
export function ContinueCard() {
  const progress = useProgress((state) => state.progress);
  const offer = offerOf(contentIndex, progress);
  if (offer === undefined) return null;
  const { lesson, module, number } = offer;
  const standing = standingOf(progress, lesson);
  const isFirst = Object.keys(progress.lessons).length === 0;
  const words = {
    new: ['Next', 'Start the lesson'],
    begun: ['Continue', `Continue at step ${standing.index + 1} of ${lesson.steps.length}`],
    done: ['All done', 'Take it again'],
  }[standing.is];
  return (
    <section aria-labelledby="continue-title" className="rounded-panel border border-line bg-card p-5">
      <p className="text-xs font-semibold tracking-widest text-muted uppercase">
        {isFirst ? 'Start here' : words[0]}
      </p>
      <h2 id="continue-title" className="mt-2 text-lg leading-snug font-bold">
        {lesson.title}
      </h2>
      <p className="mt-1 text-sm text-muted">
        {module.title}, lesson {number} of {module.lessons.length} · {lesson.minutes} minutes
      </p>
      <p className="mt-2 text-sm">{lesson.summary}</p>
      <StepsBar lesson={lesson} standing={standing} className="my-4" />
      <a
        href={lessonHash(lesson.id)}
        className="flex min-h-11 items-center justify-center rounded-card bg-ink px-4 text-sm font-semibold text-on-ink hover:opacity-90"
      >
        {words[1]}
      </a>
    </section>
  );
}
