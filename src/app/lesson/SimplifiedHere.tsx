// Where the model of this lesson departs from Kafka, in the words of the fidelity page, and the way to all of it.
import { FidelityLink } from '../fidelity/FidelityLink.tsx';
import type { Attempt } from './attempt-types.ts';

/** The words closed until they are asked for, the way always open. */
export function SimplifiedHere({ attempt: { lesson, simplifications } }: { readonly attempt: Attempt }) {
  return (
    <>
      <details className="rounded-card border border-line bg-card text-sm">
        <summary className="flex min-h-11 cursor-pointer items-center px-3 font-medium text-ink lg:min-h-9">
          What is simplified here
        </summary>
        <ul className="flex flex-col gap-2 px-3 pb-3">
          {simplifications.map(({ name, says }) => (
            <li key={says} className="border-t border-line pt-2">
              <span className="font-medium text-ink">{name}.</span> {says}
            </li>
          ))}
        </ul>
      </details>
      <FidelityLink about={[`lesson:${lesson.id}`]} what="this lesson" />
    </>
  );
}
