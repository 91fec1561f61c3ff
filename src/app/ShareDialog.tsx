// The link to the moment shown, in a dialog. Loaded when it is asked for.
import { useMemo, useRef, useState } from 'react';
import type { Player } from '../player/player-types.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatCount, formatTime } from '../ui/format.ts';
import { addressOf, type ShareFacts, shareHash } from './share.ts';

interface ShareDialogProps {
  readonly player: Player;
  readonly facts: ShareFacts;
  readonly onClose: () => void;
}

/** Shows and copies the link. */
export function ShareDialog({ player, facts, onClose }: ShareDialogProps) {
  const address = useMemo(() => addressOf(shareHash(player, facts)), [player, facts]);
  const field = useRef<HTMLTextAreaElement>(null);
  const [message, setMessage] = useState('');
  const { t, recording } = player.getState();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      setMessage('Copied.');
    } catch {
      field.current?.focus();
      field.current?.select();
      setMessage('The browser does not let the page copy. The link is selected: copy it with the keyboard.');
    }
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title="Share this moment"
      description={`Whoever opens the link sees the run at ${formatTime(t)}, with everything that was done to it.`}
      footer={
        <Button variant="primary" onClick={copy}>
          Copy the link
        </Button>
      }
    >
      <label className="flex flex-col gap-1 text-sm">
        Link
        <textarea
          ref={field}
          readOnly
          rows={5}
          value={address}
          className="w-full resize-none rounded-card border border-line-strong bg-sunken p-2 font-mono text-xs break-all text-ink"
        />
      </label>
      <p className="mt-2 text-xs text-muted">
        {formatCount(address.length, 'character')}. It holds the scenario, the seed, your interventions and
        the time; nothing is stored anywhere else.
        {recording.hash !== undefined && (
          <>
            {' '}
            Trace hash <code data-testid="trace-hash">{recording.hash}</code>.
          </>
        )}
      </p>
      <p role="status" className="mt-2 text-sm text-ink">
        {message}
      </p>
    </Dialog>
  );
}
