// `?` lists the keys; the same list is behind a button.
import { useEffect, useState } from 'react';
import { listenToKeys, PLAYER_KEYS } from '../player/keymap.ts';
import type { Player } from '../player/player-types.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Kbd } from '../ui/Kbd.tsx';

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
      <Button className="hidden md:inline-flex" onClick={() => setOpen(true)}>
        Keys
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={setOpen} title="Keys">
        <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-sm">
          {PLAYER_KEYS.map((binding) => (
            <KeyLine key={binding.shown} shown={binding.shown} label={binding.label} />
          ))}
          <KeyLine shown="?" label="This list" />
        </dl>
      </Dialog>
    </>
  );
}

function KeyLine({ shown, label }: { readonly shown: string; readonly label: string }) {
  return (
    <>
      <dt>
        <Kbd>{shown}</Kbd>
      </dt>
      <dd>{label}</dd>
    </>
  );
}
