// A shared run that came out differently here than for the one who shared it.
import { ENGINE_SEMANTICS } from '../engine/scenario/semantics.ts';
import { Notice } from './Notice.tsx';

interface SharedDiffersProps {
  /** Beginning of the sharer's trace hash, '' when unknown. */
  readonly sharedHash: string;
  /** Number of the sharer's engine semantics, 0 when unknown. */
  readonly sharedEngine: number;
  /** The hash of the run here, '' while it is not known. */
  readonly hash: string;
}

/** Nothing when it is the same run, as far as is known. */
export function SharedDiffers({ sharedHash, sharedEngine, hash }: SharedDiffersProps) {
  const isOther = sharedHash !== '' && hash !== '' && !hash.startsWith(sharedHash);
  const isOtherEngine = sharedEngine !== 0 && sharedEngine !== ENGINE_SEMANTICS;
  if (!isOther && !isOtherEngine) return null;
  return (
    <Notice>
      This run came out differently than for the one who shared it
      {isOtherEngine ? ': it was shared from another version of the engine' : ''}. What you see is what this
      version makes of it.
    </Notice>
  );
}
