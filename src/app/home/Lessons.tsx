// All lessons by module, in course order, each with how far one is. Nothing is locked.
import type { ContentIndex, LessonEntry } from '../../lessons/content-index.ts';
import { standingOf } from '../../lessons/next-lesson.ts';
import { formatCount } from '../../ui/format.ts';
import { useProgress } from '../app-progress.ts';
import { contentIndex } from '../content.ts';
import { lessonHash } from '../router.ts';
import { StepsBar } from './StepsBar.tsx';

/** The course. */
export function Lessons() {
  const { modules } = contentIndex;
  const count = modules.reduce((sum, module) => sum + module.lessons.length, 0);
  return (
    <section aria-labelledby="lessons-title" className="border-t border-line pt-6">
      <h2 id="lessons-title" className="text-lg font-bold">
        The course: {formatCount(modules.length, 'module')}, {formatCount(count, 'lesson')}
      </h2>
      <p className="mt-1 text-sm text-muted">
        Each lesson is a few runs with questions that the engine answers. In this order they build on each
        other, but nothing is locked.
      </p>
      <div className="mt-4 grid items-start gap-4 md:grid-cols-2 xl:grid-cols-3">
        {modules.map((module) => (
          <ModuleCard key={module.id} module={module} />
        ))}
      </div>
    </section>
  );
}

function ModuleCard({ module }: { readonly module: ContentIndex['modules'][number] }) {
  const progress = useProgress((state) => state.progress);
  const done = module.lessons.filter((lesson) => standingOf(progress, lesson).is === 'done').length;
  const id = `module-${module.id}`;
  return (
    <section aria-labelledby={id} className="rounded-panel border border-line bg-card">
      <div className="flex items-baseline justify-between gap-3 px-4 pt-4 pb-3">
        <h3 id={id} className="font-semibold">
          {module.title}
        </h3>
        <p className="text-xs whitespace-nowrap text-muted">
          {done} of {module.lessons.length} done
        </p>
      </div>
      <ol>
        {module.lessons.map((lesson) => (
          <li key={lesson.id}>
            <LessonRow lesson={lesson} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function LessonRow({ lesson }: { readonly lesson: LessonEntry }) {
  const progress = useProgress((state) => state.progress);
  const standing = standingOf(progress, lesson);
  const state = {
    new: '',
    begun: `Step ${standing.index + 1} of ${lesson.steps.length}`,
    done: 'Done',
  }[standing.is];
  return (
    <article
      aria-label={`Lesson: ${lesson.title}`}
      className="relative border-t border-line px-4 py-3 hover:bg-sunken"
    >
      <h4 className="text-sm font-semibold">
        <a href={lessonHash(lesson.id)} className="after:absolute after:inset-0">
          {lesson.title} <span aria-hidden="true">→</span>
        </a>
      </h4>
      <p className="mt-1 text-sm text-body">{lesson.summary}</p>
      <p className="mt-1.5 flex justify-between gap-3 text-xs text-muted">
        <span>
          {lesson.level} · {lesson.minutes} min · {formatCount(lesson.predictions, 'prediction')}
        </span>
        <span className="font-semibold text-ink">{state}</span>
      </p>
      <StepsBar lesson={lesson} standing={standing} className="mt-2" />
    </article>
  );
}
