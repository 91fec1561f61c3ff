// The end of a lesson: what was predicted, what the run said, and where to go on.
import { judge } from '../../lessons/grading.ts';
import { parseInlines, plainText } from '../../lessons/prose.ts';
import { Button } from '../../ui/Button.tsx';
import { contentIndex } from '../content.ts';
import { lessonHash, runHash } from '../router.ts';
import type { Attempt } from './attempt-types.ts';
import { SimplifiedHere } from './SimplifiedHere.tsx';

/** Results and ways on. */
export function FinishedCard({ attempt }: { readonly attempt: Attempt }) {
  const { answers } = attempt.store.getState();
  const { lesson } = attempt;
  const asked = lesson.steps.flatMap((step) => {
    const given = step.prediction === undefined ? undefined : answers[step.prediction.id];
    if (step.prediction === undefined || given === undefined) return [];
    return [{ step, judgement: judge(step.prediction, given.choice, given.answer) }];
  });
  const right = asked.filter(({ judgement }) => judgement.isRight).length;
  return (
    <section aria-label="Lesson finished" className="flex flex-col gap-4">
      <p className="text-[0.9375rem]">{summaryOf(right, asked.length)}</p>
      <ul className="flex flex-col gap-2 text-sm">
        {asked.map(({ step, judgement }) => (
          <li key={step.id} className="rounded-card border border-line bg-card px-3 py-2">
            <button
              type="button"
              className="min-h-11 w-full cursor-pointer text-left lg:min-h-8"
              onClick={() => attempt.go(lesson.steps.indexOf(step))}
            >
              <span className="block font-medium text-ink">
                {plainText(parseInlines(step.prediction?.question ?? '', 0))}
              </span>
              <span className="block text-muted">
                {judgement.isRight
                  ? `You were right: ${judgement.right.text}.`
                  : `You: ${judgement.chosen.text}. The run: ${judgement.right.text}.`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <NextLesson id={lesson.id} />
      <p className="text-sm">Now break something yourself:</p>
      <ul className="flex flex-col text-sm">
        {Object.keys(lesson.runs).map((run) => (
          <li key={run}>
            <a
              className="inline-flex min-h-11 items-center text-ink underline lg:min-h-8"
              href={runHash(`${lesson.id}/${lesson.runs[run]?.replace(/\.yaml$/, '')}`)}
            >
              Open the run “{attempt.titleOf(run)}”
            </a>
          </li>
        ))}
        {contentIndex.scenarios.slice(0, 1).map((scenario) => (
          <li key={scenario.id}>
            <a
              className="inline-flex min-h-11 items-center text-ink underline lg:min-h-8"
              href={runHash(scenario.id)}
            >
              {scenario.title}
            </a>
          </li>
        ))}
      </ul>
      <SimplifiedHere attempt={attempt} />
      <Button variant="ghost" className="self-start" onClick={() => attempt.go(0)}>
        Begin this lesson again
      </Button>
    </section>
  );
}

function summaryOf(right: number, asked: number): string {
  if (asked === 0) return 'You have answered none of the questions yet. They are in the steps before.';
  if (right === asked)
    return asked === 1 ? 'Your prediction was right.' : `All ${asked} predictions were right.`;
  return `You predicted ${right} of ${asked} right. Wrong predictions are the ones that stay.`;
}

/** The lesson after this one, in the order of the course. */
export function lessonAfter(id: string) {
  const all = contentIndex.modules.flatMap((module) => module.lessons);
  return all[all.findIndex((lesson) => lesson.id === id) + 1];
}

function NextLesson({ id }: { readonly id: string }) {
  const next = lessonAfter(id);
  if (next === undefined) return null;
  return (
    <p className="text-sm">
      Next:{' '}
      <a
        className="inline-flex min-h-11 items-center font-medium text-ink underline lg:min-h-8"
        href={lessonHash(next.id)}
      >
        {next.title}
      </a>
    </p>
  );
}
