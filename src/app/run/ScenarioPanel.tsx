// The run's scenario as text: edited, checked as one types, run, saved, opened. The editor is loaded when it is opened.
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { parseScenarioText } from '../../engine/scenario/parse-text.ts';
import { describeError, type ParseResult } from '../../engine/scenario/parse-value.ts';
import { LIMITS } from '../../engine/scenario/scenario.ts';
import { ENGINE_SEMANTICS } from '../../engine/scenario/semantics.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { encodeSharedRun } from '../../player/share-link.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format.ts';
import { usePlayerState } from '../../views/use-frame.ts';
import { Loading } from '../Loading.tsx';
import { linkHash, navigate } from '../router.ts';
import { readTextFile, saveFile } from '../save-file.ts';
import { forgetDraft, readDraft, writeDraft } from './draft.ts';
import type { RunInput } from './run-input.ts';
import type { EditorHandle } from './ScenarioEditor.tsx';

const ScenarioEditor = lazy(async () => ({ default: (await import('./ScenarioEditor.tsx')).ScenarioEditor }));

interface ScenarioPanelProps {
  readonly input: RunInput;
  readonly player: Player;
  readonly onClose: () => void;
}

const selectHash = (state: PlayerState) => state.futures[0]?.recording.hash;

/** The panel. */
export function ScenarioPanel({ input, player, onClose }: ScenarioPanelProps) {
  const draft = useMemo(() => readDraft(input.text), [input.text]);
  const [text, setText] = useState(draft ?? input.text);
  const [message, setMessage] = useState(
    draft === undefined ? '' : 'Your last edit of this scenario was kept.',
  );
  const editor = useRef<EditorHandle>(null);
  const hash = usePlayerState(player, selectHash);
  const result = useMemo(() => parseScenarioText(text), [text]);
  const change = useCallback(
    (next: string) => {
      setText(next);
      writeDraft(input.text, next);
    },
    [input.text],
  );
  const replace = (next: string) => {
    editor.current?.replace(next);
    change(next);
  };
  const run = () => {
    forgetDraft(input.text);
    const source = { kind: 'text', text } as const;
    const fresh = { source, interventions: [], t: 0, view: 'timeline', engine: ENGINE_SEMANTICS, hash: '' };
    navigate(linkHash(encodeSharedRun(fresh)));
  };
  const isChanged = text !== input.text;
  return (
    <div className="flex h-full min-h-[28rem] flex-col gap-3">
      <div className="flex items-center gap-2">
        <h2 className="flex-1 text-base font-semibold">Scenario</h2>
        <Button size="small" variant="ghost" onClick={onClose}>
          Close
        </Button>
      </div>
      <p className="text-xs text-muted">
        What this run is made from.{' '}
        {hash !== undefined && !isChanged && (
          <>
            Trace hash <code data-testid="trace-hash">{hash}</code>.
          </>
        )}
      </p>
      <div className="min-h-72 flex-1 overflow-hidden rounded-card border border-line-strong">
        <Suspense fallback={<Loading />}>
          <ScenarioEditor
            ref={editor}
            initialText={text}
            onChange={change}
            errors={result.ok ? [] : result.errors}
          />
        </Suspense>
      </div>
      <Mistakes result={result} onGo={(line, column) => editor.current?.goTo(line, column)} />
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          disabled={!result.ok}
          title={result.ok ? undefined : 'Mend the mistakes first'}
          onClick={run}
        >
          Run
        </Button>
        <Button onClick={() => saveFile(`${fileName(result)}.yaml`, text)}>Save as a file</Button>
        <OpenFile onText={replace} onMessage={setMessage} />
        {isChanged && <Button onClick={() => replace(input.text)}>Undo all edits</Button>}
      </div>
      <p role="status" className="text-sm text-ink empty:hidden">
        {message}
      </p>
      <OwnEditor />
    </div>
  );
}

/** How an editor outside learns what may stand in such a file. */
function OwnEditor() {
  const address = new URL('scenario.schema.json', document.baseURI).href;
  return (
    <details className="text-xs text-body">
      <summary className="min-h-6 cursor-pointer text-muted">In your own editor</summary>
      <p className="mt-1">
        With this line at the top of the file, an editor that knows YAML and{' '}
        <a href={address} className="underline">
          JSON Schema
        </a>{' '}
        completes names and marks mistakes. <code>npm run sim</code> runs the same file.
      </p>
      <code className="mt-1 block overflow-x-auto rounded-card bg-sunken px-2 py-1.5 font-mono whitespace-nowrap select-all">
        # yaml-language-server: $schema={address}
      </code>
    </details>
  );
}

function fileName(result: ParseResult): string {
  if (!result.ok) return 'scenario';
  return (
    result.scenario.title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'scenario'
  );
}

interface MistakesProps {
  readonly result: ParseResult;
  readonly onGo: (line: number, column: number) => void;
}

function Mistakes({ result, onGo }: MistakesProps) {
  if (result.ok) {
    return (
      <p role="status" className="text-sm text-good-text">
        No mistakes.
      </p>
    );
  }
  return (
    <section aria-label="Mistakes" className="max-h-44 overflow-y-auto text-sm">
      <p role="status" className="font-semibold text-ink">
        {formatCount(result.errors.length, 'mistake')}
      </p>
      <ul>
        {result.errors.map((error) => (
          <li key={`${error.path} ${error.line} ${error.message}`}>
            <button
              type="button"
              className="min-h-11 w-full cursor-pointer rounded-control px-1 py-1 text-left hover:bg-sunken lg:min-h-8"
              onClick={() => onGo(error.line, error.column)}
            >
              {describeError(error)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface OpenFileProps {
  readonly onText: (text: string) => void;
  readonly onMessage: (message: string) => void;
}

function OpenFile({ onText, onMessage }: OpenFileProps) {
  const input = useRef<HTMLInputElement>(null);
  const open = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      onText(await readTextFile(file, LIMITS.text));
      onMessage(`Opened ${file.name}. Undo all edits brings the run's own scenario back.`);
    } catch (error) {
      onMessage(error instanceof Error ? error.message : 'The file cannot be read.');
    }
  };
  return (
    <>
      <Button onClick={() => input.current?.click()}>Open a file</Button>
      <input
        ref={input}
        type="file"
        accept=".yaml,.yml,.json,text/yaml"
        hidden
        aria-label="Scenario file"
        onChange={(event) => {
          void open(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </>
  );
}
