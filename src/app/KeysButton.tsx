// `?` lists the keys; the same list is behind a button.
import { lazy, Suspense, useEffect, useState } from 'react';
import { listenToKeys } from '../player/keymap.ts';
import type { Player } from '../player/player-types.ts';
import { Button } from '../ui/Button.tsx';

const KeysDialog = lazy(async () => ({ default: (await import('./KeysDialog.tsx')).KeysDialog }));

/** Listens to the player's keys while it is shown. */
export function KeysButton({ player }: { readonly player: Player }) {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => listenToKeys(document, player), [player]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof Element && event.target.closest('input, textarea, select, .cm-editor');
      if (event.key === '?' && !isTyping) setOpen(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <span className="hidden md:contents">
        <Button onClick={() => setOpen(true)}>Keys</Button>
      </span>
      {isOpen && (
        <Suspense>
          <KeysDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
