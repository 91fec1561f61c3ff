// CodeMirror with YAML, and each mistake at its line. Its look comes from the theme's variables.
import { yaml } from '@codemirror/lang-yaml';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { ScenarioError } from '../../engine/scenario/problems.ts';

/** What the panel may ask of the editor. */
export interface EditorHandle {
  goTo(line: number, column: number): void;
  replace(text: string): void;
}

interface ScenarioEditorProps {
  readonly initialText: string;
  readonly onChange: (text: string) => void;
  readonly errors: readonly ScenarioError[];
  readonly ref?: Ref<EditorHandle>;
}

const look = EditorView.theme({
  '&': {
    height: '100%',
    fontSize: '0.8125rem',
    backgroundColor: 'var(--color-card)',
    color: 'var(--color-ink)',
  },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', fontVariantLigatures: 'none', overflow: 'auto' },
  '.cm-gutters': {
    backgroundColor: 'var(--color-sunken)',
    color: 'var(--color-muted)',
    borderRight: '1px solid var(--color-line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--color-ink) 5%, transparent)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--color-ink)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--color-p0) 25%, transparent) !important',
  },
  '.cm-content span': { color: 'inherit !important' },
  // Its own marks are pictures in data: addresses, which the page's policy forbids; and red is for faults.
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--color-warning)' },
  '.cm-lint-marker-error': { content: 'normal' },
  '.cm-lint-marker-error::after': { content: '"!"', color: 'var(--color-warning-text)', fontWeight: 700 },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--color-warning)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--color-card)',
    color: 'var(--color-ink)',
    border: '1px solid var(--color-line-strong)',
  },
});

/** The editor. It keeps its own text; `onChange` tells. */
export function ScenarioEditor({ initialText, onChange, errors, ref }: ScenarioEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const first = useRef(initialText);
  const tell = useRef(onChange);
  tell.current = onChange;
  useEffect(() => {
    if (host.current === null) return;
    const made = new EditorView({
      parent: host.current,
      doc: first.current,
      extensions: [
        basicSetup,
        yaml(),
        lintGutter(),
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'Scenario as YAML', tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) tell.current(update.state.doc.toString());
        }),
      ],
    });
    view.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (editor !== undefined)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          errors.map((error) => diagnosticOf(editor, error)),
        ),
      );
  }, [errors]);
  useImperativeHandle(ref, () => ({
    goTo: (line, column) => goTo(view.current, line, column),
    replace: (text) => {
      const editor = view.current;
      editor?.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
    },
  }));
  return <div ref={host} className="h-full" />;
}

function diagnosticOf(editor: EditorView, error: ScenarioError): Diagnostic {
  const { doc } = editor.state;
  const line = doc.line(Math.min(Math.max(1, error.line), doc.lines));
  const from = Math.min(line.from + Math.max(0, error.column - 1), line.to);
  const message = `${error.path === '' ? '' : `${error.path}: `}${error.value} ${error.message}. Allowed: ${error.allowed}`;
  return { from, to: line.to, severity: 'error', message };
}

function goTo(editor: EditorView | undefined, line: number, column: number): void {
  if (editor === undefined) return;
  const { doc } = editor.state;
  const at = doc.line(Math.min(Math.max(1, line), doc.lines));
  const anchor = Math.min(at.from + Math.max(0, column - 1), at.to);
  editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
  editor.focus();
}
