// The Stage: who leads, who is in sync, what is committed, and what each message in flight will change, at one moment
// of a run. Zones are columns, partitions are rows. On phones it shows one partition at a time instead.
import { lazy, Suspense, useMemo } from 'react';
import type { Player } from '../../player/player-types.ts';
import { useMedia } from '../../ui/use-media.ts';
import type { Mark, Pick } from '../pick.ts';
import { useElementSize } from '../use-element-size.ts';
import { useFrame } from '../use-frame.ts';
import { Scorecard } from './Scorecard.tsx';
import { StagePicture } from './StagePicture.tsx';
import { readStage } from './stage-reading.ts';

export interface StageViewProps {
  readonly player: Player;
  /** Makes things of the picture the choices of a question. */
  readonly pick?: Pick | undefined;
  readonly marks?: readonly Mark[] | undefined;
  /** `bare`: no scorecard and no legend, and as high as its rows need: for a picture within a page. */
  readonly look?: 'full' | 'bare';
  /** Partition that a narrow screen shows first. */
  readonly partition?: string | undefined;
}

const NO_MARKS: readonly Mark[] = [];
/** Narrower than this there is no room for columns. */
const NARROW = 640;
const loadPanel = async () => ({ default: (await import('../partition/PartitionPanel.tsx')).PartitionPanel });
const PartitionPanel = lazy(loadPanel);
// On a phone it is what is shown first: it comes beside the data. That it failed is said where it is shown.
if (window.matchMedia(`(max-width: ${NARROW}px)`).matches) loadPanel().catch(() => {});
/** Narrower than this the scorecard keeps to one row. */
const SHORT_WORDS = 860;

/** Fills its parent, which gives it a height; on phones, and bare, it is as high as it needs. */
export function StageView({ player, pick, marks = NO_MARKS, look = 'full', partition }: StageViewProps) {
  const [ref, size] = useElementSize<HTMLElement>();
  const reading = useFrame(player, readStage);
  const isSmallScreen = useMedia('(max-width: 1024px)');
  const content = useMemo(() => {
    if (size.width === 0) return null;
    if (size.width < NARROW) {
      return (
        <Suspense>
          <PartitionPanel player={player} pick={pick} marks={marks} partition={partition} />
        </Suspense>
      );
    }
    return (
      <>
        {look === 'full' && (
          <Scorecard
            ledger={reading.ledger}
            partitions={reading.cluster.partitions.length}
            isNarrow={size.width < SHORT_WORDS}
          />
        )}
        <StagePicture
          player={player}
          reading={reading}
          pick={pick}
          marks={marks}
          look={look}
          maxCells={isSmallScreen ? 4 : 6}
        />
      </>
    );
  }, [player, reading, pick, marks, look, partition, isSmallScreen, size.width]);
  return (
    <section
      ref={ref}
      aria-label="Stage"
      className={`relative flex flex-col gap-3 [@media(height<=800px)]:gap-2 ${look === 'bare' ? '' : 'h-full min-h-0'}`}
    >
      {content}
    </section>
  );
}
