// The keys of the player, as a list. Loaded when it is asked for.
import { PLAYER_KEYS } from '../player/keymap.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Kbd } from '../ui/Kbd.tsx';

/** The list. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog isOpen onOpenChange={onClose} title="Keys">
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-sm">
        {PLAYER_KEYS.map((binding) => (
          <KeyLine key={binding.shown} shown={binding.shown} label={binding.label} />
        ))}
        <KeyLine shown="?" label="This list" />
      </dl>
    </Dialog>
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
