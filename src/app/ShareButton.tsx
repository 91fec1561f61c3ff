// The link to the moment shown, behind a button.
import { lazy, Suspense, useState } from 'react';
import type { Player } from '../player/player-types.ts';
import { Button } from '../ui/Button.tsx';
import type { ShareFacts } from './share.ts';

const ShareDialog = lazy(async () => ({ default: (await import('./ShareDialog.tsx')).ShareDialog }));

interface ShareButtonProps {
  readonly player: Player;
  /** Read when the dialog opens. */
  readonly facts: () => ShareFacts;
}

/** A button and the dialog behind it. */
export function ShareButton({ player, facts }: ShareButtonProps) {
  const [shared, setShared] = useState<ShareFacts>();
  const open = () => {
    player.pause();
    setShared(facts());
  };
  return (
    <>
      <Button onClick={open}>Share</Button>
      {shared !== undefined && (
        <Suspense>
          <ShareDialog player={player} facts={shared} onClose={() => setShared(undefined)} />
        </Suspense>
      )}
    </>
  );
}
