// Lines above a run: it came out differently than for who shared it, it failed, or its worker died.

import type { Player, PlayerState } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { formatTimeShort } from '../../ui/format.ts';
import { usePlayerState } from '../../views/use-frame.ts';
import { Notice } from '../Notice.tsx';
import { SharedDiffers } from '../SharedDiffers.tsx';
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
  return (
    <div role="status">
      <SharedDiffers sharedHash={input.sharedHash} sharedEngine={input.sharedEngine} hash={hash} />
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
