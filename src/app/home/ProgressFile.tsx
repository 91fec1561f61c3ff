// Progress out of and into this browser, as a file.
import { useRef, useState } from 'react';
import { MAX_PROGRESS_LENGTH } from '../../lessons/progress.ts';
import { Button } from '../../ui/Button.tsx';
import { progress, useProgress } from '../app-progress.ts';
import { readTextFile, saveFile } from '../save-file.ts';

/** Save, open, and what came of it. */
export function ProgressFile() {
  const count = useProgress((state) => Object.keys(state.progress.lessons).length);
  const input = useRef<HTMLInputElement>(null);
  const [message, setMessage] = useState('');
  const open = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      const read = progress.importText(await readTextFile(file, MAX_PROGRESS_LENGTH));
      setMessage(
        read.ok ? 'Joined with the progress in this browser.' : `Nothing was changed. ${read.message}`,
      );
    } catch (error) {
      setMessage(error instanceof Error ? error.message : 'The file cannot be read.');
    }
  };
  return (
    <section aria-label="Your progress" className="rounded-panel border border-line bg-card p-5 text-sm">
      <p className="text-xs font-semibold tracking-widest text-muted uppercase">Your progress</p>
      <p className="mt-2">It stays in this browser. To take it elsewhere, save it as a file.</p>
      <div className="mt-3 flex flex-wrap gap-2">
        {count > 0 && (
          <Button
            onClick={() => saveFile('faultline-progress.json', progress.exportText(), 'application/json')}
          >
            Save as a file
          </Button>
        )}
        <Button onClick={() => input.current?.click()}>Open a file</Button>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label="Progress file"
          onChange={(event) => {
            void open(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      <p role="status" className="mt-2 empty:hidden">
        {message}
      </p>
    </section>
  );
}
