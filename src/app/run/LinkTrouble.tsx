// A link that cannot be opened as it is: what is wrong, and everything that could be saved of it.
import { describeIntervention } from '../../engine/kernel/intervention.ts';
import { describeError } from '../../engine/scenario/parse-value.ts';
import type { ScenarioError } from '../../engine/scenario/problems.ts';
import { ENGINE_SEMANTICS } from '../../engine/scenario/semantics.ts';
import { type DecodedLink, encodeSharedRun, type LinkProblem } from '../../player/share-link.ts';
import type { SharedRun } from '../../player/shared-run.ts';
import { Button } from '../../ui/Button.tsx';
import { formatTimeShort } from '../../ui/format.ts';
import { hasScenario } from '../content.ts';
import { linkHash, navigate } from '../router.ts';
import { useTitle } from '../Shell.tsx';
import { saveFile } from '../save-file.ts';

interface LinkTroubleProps {
  readonly link: DecodedLink;
  /** When the link is sound but its scenario is not. */
  readonly errors: readonly ScenarioError[];
}

const WHAT: Record<LinkProblem, string> = {
  damaged: 'This link is damaged. Perhaps it was cut when it was copied, or a program changed it on its way.',
  tooNew:
    'This link was made by a newer Faultline than this one. Load the page again to get the newest, if it is there.',
  tooLarge: 'This link is larger than any that Faultline makes, so it was not opened.',
  notUnderstood: 'This link is whole, but it names something that this Faultline does not know.',
};

/** Explains, and offers what is left. */
export function LinkTrouble({ link, errors }: LinkTroubleProps) {
  useTitle('This link cannot be opened');
  const saved: Partial<SharedRun> = link.ok ? link.run : link.saved;
  const text = saved.source?.kind === 'text' ? saved.source.text : undefined;
  return (
    <div role="alert" className="mx-auto flex w-full max-w-3xl flex-col gap-4 px-4 py-10">
      <h1 className="text-2xl font-bold">This link cannot be opened</h1>
      <p>{link.ok ? 'The scenario in this link has mistakes.' : WHAT[link.reason]}</p>
      {errors.length > 0 && (
        <ul className="list-disc pl-5 text-sm">
          {errors.map((error) => (
            <li key={`${error.path} ${error.line} ${error.message}`}>{describeError(error)}</li>
          ))}
        </ul>
      )}
      <Saved saved={saved} text={text} />
      <div className="flex flex-wrap gap-2">
        <OpenWhatIsLeft saved={saved} />
        {text !== undefined && text !== '' && (
          <Button onClick={() => saveFile('scenario.yaml', text)}>Save the scenario as a file</Button>
        )}
        <Button onClick={() => navigate('#/')}>Go to the start</Button>
      </div>
    </div>
  );
}

function Saved({ saved, text }: { readonly saved: Partial<SharedRun>; readonly text: string | undefined }) {
  const { source, interventions = [], t } = saved;
  if (source === undefined && interventions.length === 0) {
    return <p>Nothing in it could be read. Ask whoever sent it for the whole link.</p>;
  }
  return (
    <section
      aria-label="What could be read"
      className="flex flex-col gap-2 rounded-panel border border-line bg-card p-4 text-sm"
    >
      <h2 className="font-semibold">This much could be read:</h2>
      {source?.kind === 'scenario' && <p>The scenario “{source.id}”.</p>}
      {source?.kind === 'lesson' && (
        <p>
          The run “{source.run}” of the lesson “{source.id}”.
        </p>
      )}
      {t !== undefined && <p>The moment {formatTimeShort(t)}.</p>}
      {interventions.length > 0 && (
        <ul className="list-disc pl-5">
          {interventions.map((one) => (
            <li key={JSON.stringify(one)}>
              {formatTimeShort(one.at)}: {describeIntervention(one)}
            </li>
          ))}
        </ul>
      )}
      {text !== undefined && text !== '' && (
        <pre className="max-h-72 overflow-auto rounded-card border border-line bg-sunken p-3 text-xs">
          {text}
        </pre>
      )}
    </section>
  );
}

function OpenWhatIsLeft({ saved }: { readonly saved: Partial<SharedRun> }) {
  const { source } = saved;
  const isKnown =
    (source?.kind === 'scenario' && hasScenario(source.id)) ||
    (source?.kind === 'lesson' && hasScenario(`${source.id}/${source.run}`));
  if (source === undefined || !isKnown) return null;
  const open = () =>
    navigate(
      linkHash(
        encodeSharedRun({
          interventions: [],
          t: 0,
          view: 'timeline',
          engine: ENGINE_SEMANTICS,
          hash: '',
          ...saved,
          source,
        }),
      ),
    );
  return (
    <Button variant="primary" onClick={open}>
      Open what could be read
    </Button>
  );
}
