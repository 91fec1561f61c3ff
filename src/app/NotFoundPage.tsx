// An address that leads nowhere, with the ways that do.
import { contentIndex } from './content.ts';
import { fidelityHash, lessonHash, runHash } from './router.ts';
import { useTitle } from './Shell.tsx';

/** Says what is missing and names what there is. */
export function NotFoundPage({ what }: { readonly what: string }) {
  useTitle('Not found');
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col gap-4 px-4 py-12">
      <h1 className="text-2xl">There is nothing here</h1>
      <p className="break-words">{what}</p>
      <p>This is what there is:</p>
      <ul className="flex flex-col gap-1">
        <Way href="#/" title="The start page" />
        {contentIndex.modules.flatMap((module) =>
          module.lessons.map((lesson) => (
            <Way key={lesson.id} href={lessonHash(lesson.id)} title={`Lesson: ${lesson.title}`} />
          )),
        )}
        {contentIndex.scenarios.map((scenario) => (
          <Way key={scenario.id} href={runHash(scenario.id)} title={`Scenario: ${scenario.title}`} />
        ))}
        <Way href={fidelityHash()} title="How faithful the model is to Kafka" />
      </ul>
    </div>
  );
}

function Way({ href, title }: { readonly href: string; readonly title: string }) {
  return (
    <li>
      <a className="inline-flex min-h-11 items-center text-ink underline" href={href}>
        {title}
      </a>
    </li>
  );
}
