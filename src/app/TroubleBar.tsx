// A line under the header when progress cannot be kept, with what can be done about it.
import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { progress, useProgress } from './app-progress.ts';
import { saveFile } from './save-file.ts';

/** Says when the browser's storage fails. Empty while all is well. */
export function TroubleBar() {
  const keeping = useProgress((state) => state.keeping);
  const [hidden, setHidden] = useState<string>();
  if (keeping.is === 'kept' || hidden === keeping.is) return null;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-warning bg-warning-soft px-3 py-2 text-sm text-ink md:px-5"
    >
      <p className="min-w-60 flex-1">{keeping.message}</p>
      {(keeping.is === 'newer' || keeping.is === 'setAside') && (
        <Button
          size="small"
          onClick={() => saveFile('faultline-stored-progress.json', keeping.text, 'application/json')}
        >
          Save the stored text
        </Button>
      )}
      <Button
        size="small"
        onClick={() => saveFile('faultline-progress.json', progress.exportText(), 'application/json')}
      >
        Save this visit as a file
      </Button>
      <Button size="small" variant="ghost" onClick={() => setHidden(keeping.is)}>
        Hide
      </Button>
    </div>
  );
}
