// The chain of causes of one event, back to the fault and the setting.
import type { Player } from '../player/player-types.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { WhyChain } from '../views/events/WhyChain.tsx';

interface WhyDialogProps {
  readonly player: Player;
  readonly row: number;
  readonly onClose: () => void;
}

/** Why an event came about. */
export function WhyDialog({ player, row, onClose }: WhyDialogProps) {
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title="Why?"
      description="The causes, latest first."
      placement="side"
    >
      <WhyChain player={player} row={row} />
    </Dialog>
  );
}
