// The records of one partition that a share group is not done with, by the memory of the leader at the playhead: who has
// which, and how often they were delivered.
import { useCallback } from 'react';
import type { SharePartitionView, ShareRunView } from '../../engine/kafka/views.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { Player } from '../../player/player-types.ts';
import { formatCount, formatNumber } from '../../ui/format.ts';
import { clusterOfFrame } from '../cluster-of-frame.ts';
import { useFrame } from '../use-frame.ts';
import type { GroupTrack } from './group-track.ts';
import { shortName } from './group-waits.ts';
import { memberColor } from './member-color.ts';

export interface ShareRecordsProps {
  readonly player: Player;
  readonly group: GroupTrack;
  readonly tp: string;
  readonly width: number;
}

const HEIGHT = 16;
/** A run wide enough for its delivery count. */
const LABELLED = 14;

export function ShareRecords({ player, group, tp, width }: ShareRecordsProps) {
  const read = useCallback(
    (frame: Frame): SharePartitionView | undefined =>
      clusterOfFrame(frame)
        .groups.find((one) => one.group === group.group)
        ?.partitions.find((one) => one.tp === tp)?.share,
    [group, tp],
  );
  const share = useFrame(player, read);
  if (share === undefined || share.leader === '')
    return <p className="text-muted">No leader has its state yet.</p>;
  const { startOffset, endOffset, runs } = share;
  const until = runs.at(-1)?.to ?? startOffset;
  const scale = width / Math.max(1, until - startOffset);
  return (
    <div className="flex flex-col gap-1">
      <p className="text-[11px] text-muted">
        start offset (SPSO) <b className="font-mono text-ink">{formatNumber(startOffset)}</b>, end offset
        (SPEO) <b className="font-mono text-ink">{formatNumber(endOffset)}</b>
      </p>
      <svg width={width} height={HEIGHT} aria-hidden="true" className="block">
        {runs.map((run) => (
          <Run
            key={run.from}
            run={run}
            x={(run.from - startOffset) * scale}
            width={(run.to - run.from) * scale}
            color={colorOf(group, run)}
          />
        ))}
      </svg>
      <p className="text-[11px] text-muted">{wordsOf(group, share)}</p>
    </div>
  );
}

function colorOf(group: GroupTrack, { state, node }: ShareRunView): string {
  if (state === 'ACQUIRED') return memberColor(group.members.indexOf(node), 'soft');
  return state === 'AVAILABLE' ? 'var(--color-warning-soft)' : 'var(--color-line)';
}

function Run({
  run,
  x,
  width,
  color,
}: {
  readonly run: ShareRunView;
  readonly x: number;
  readonly width: number;
  readonly color: string;
}) {
  return (
    <g>
      <rect x={x} width={Math.max(1, width - 1)} height={HEIGHT} fill={color} />
      {width >= LABELLED && run.deliveryCount > 0 && (
        <text
          x={x + width / 2}
          y={HEIGHT - 4}
          textAnchor="middle"
          fontSize="10"
          className="font-mono"
          fill="var(--color-ink)"
        >
          {run.deliveryCount}
        </text>
      )}
    </g>
  );
}

function wordsOf(
  group: GroupTrack,
  { acquired, available, done, maxDeliveryCount }: SharePartitionView,
): string {
  const held = acquired.map(
    ({ node, records }) => `${shortName(group, node)} has ${formatCount(records, 'record')}`,
  );
  const parts = held.length === 0 ? ['nobody has a record'] : held;
  if (available > 0) parts.push(`${formatNumber(available)} free again`);
  if (done > 0) parts.push(`${formatNumber(done)} done behind one that is not`);
  if (maxDeliveryCount > 0) parts.push(`delivered at most ${formatCount(maxDeliveryCount, 'time')}`);
  return `${parts.join(', ')}.`;
}
