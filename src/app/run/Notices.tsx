// Lines above a run: it came out differently than for who shared it, it failed, or its worker died.

import { ENGINE_SEMANTICS } from '../../engine/scenario/semantics.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { formatTimeShort } from '../../ui/format.ts';
import { usePlayerState } from '../../views/use-frame.ts';
import { saveFile } from '../save-file.ts';
import type { RunInput } from './run-input.ts';

interface NoticesProps {
  readonly input: RunInput;
  readonly player: Player;
  readonly workerMessage: string;
}

const selectHash = (state: PlayerState) => state.futures[0]?.recording.hash ?? '';
const selectFailure = (state: PlayerState) => state.recording.failure;

/** Empty while there is nothing to say. */
export function Notices({ input, player, workerMessage }: NoticesProps) {
  const hash = usePlayerState(player, selectHash);
  const failure = usePlayerState(player, selectFailure);
  const isOther = input.sharedHash !== '' && hash !== '' && !hash.startsWith(input.sharedHash);
  const isOtherEngine = input.sharedEngine !== 0 && input.sharedEngine !== ENGINE_SEMANTICS;
  return (
    <div role="status">
      {(isOther || isOtherEngine) && (
        <Notice>
          This run came out differently than for the one who shared it
          {isOtherEngine ? ': it was shared from another version of the engine' : ''}. What you see is what
          this version makes of it.
        </Notice>
      )}
      {workerMessage !== '' && <Notice>{workerMessage}</Notice>}
      {failure !== undefined && (
        <Notice>
          The run stopped at {formatTimeShort(failure.at)}: {failure.message} What was computed before is
          here. Seed {input.scenario.seed}.{' '}
          <Button size="small" onClick={() => saveFile('scenario.yaml', input.text)}>
            Save the scenario as a file
          </Button>
        </Notice>
      )}
    </div>
  );
}

function Notice({ children }: { readonly children: React.ReactNode }) {
  return <p className="border-b border-warning bg-warning-soft px-5 py-2 text-sm text-ink">{children}</p>;
}
