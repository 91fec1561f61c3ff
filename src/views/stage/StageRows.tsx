// Partitions: row headers, channels with their rails, and log strips.
import { memo } from 'react';
import { partitionColor, shapePath } from '../partition-look.ts';
import { Labels } from './Labels.tsx';
import { sameData } from './same-data.ts';
import type { PartitionScene, ReplicaScene, Strip } from './stage-scene.ts';

/** Name, leaderEpoch and ISR of a partition. */
export const RowHeader = memo(function RowHeader({ row }: { readonly row: PartitionScene }) {
  const { box, isShrunk } = row.isrChip;
  return (
    <g>
      <path
        d={shapePath(row.look.shape, row.glyph.r)}
        transform={`translate(${row.glyph.x},${row.glyph.y})`}
        fill={partitionColor(row.look)}
      />
      <rect
        {...box}
        rx={5}
        fill={isShrunk ? 'url(#stage-shrunk)' : 'var(--color-card)'}
        stroke={isShrunk ? 'var(--color-warning)' : 'var(--color-line-strong)'}
      />
      <Labels labels={row.labels} />
    </g>
  );
}, sameData);

/** The channel in front of the brokers: no text and no log is under it. */
export const Channel = memo(function Channel({ row }: { readonly row: PartitionScene }) {
  return (
    <g>
      <rect
        {...row.channel}
        rx={row.channel.height / 2}
        fill="var(--color-page)"
        stroke="var(--color-line)"
      />
      <line
        x1={row.railFrom}
        x2={row.railTo}
        y1={row.railY}
        y2={row.railY}
        stroke={partitionColor(row.look)}
        strokeOpacity={0.65}
        strokeWidth={1.2}
      />
    </g>
  );
}, sameData);

function cellColors(replica: ReplicaScene, isCommitted: boolean) {
  if (replica.state === 'dead') {
    return { fill: 'var(--color-down)', stroke: 'var(--color-line-strong)', text: 'var(--color-down-text)' };
  }
  const color = partitionColor(replica.look);
  if (!isCommitted)
    return { fill: 'var(--color-card)', stroke: color, text: partitionColor(replica.look, 'text') };
  return { fill: color, stroke: color, text: 'var(--color-on-p)' };
}

function Cells({ replica, strip }: { readonly replica: ReplicaScene; readonly strip: Strip }) {
  return Array.from({ length: strip.count }, (_, i) => {
    const offset = strip.from + i;
    const isCommitted = i < strip.committed;
    const colors = cellColors(replica, isCommitted);
    const x = strip.x + (strip.start + i) * strip.pitch;
    const width = strip.pitch - 2;
    return (
      // By place and not by offset: a log that grows fast would have all its cells made anew at every look.
      // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a cell is
      <g key={i}>
        <rect
          x={x + 0.5}
          y={strip.y + 0.5}
          width={width - 1}
          height={strip.height - 1}
          rx={2.5}
          fill={colors.fill}
          stroke={colors.stroke}
          strokeDasharray={isCommitted || replica.state === 'dead' ? undefined : '3 2'}
        />
        <text
          x={x + width / 2}
          y={strip.y + strip.height / 2 + strip.cellSize * 0.36}
          textAnchor="middle"
          fontSize={strip.cellSize}
          fontWeight={600}
          fill={colors.text}
          className="font-mono"
        >
          {offset}
        </text>
      </g>
    );
  });
}

/** A replica: its state, the end of its log, its own high watermark. */
export const ReplicaStrip = memo(function ReplicaStrip({ replica }: { readonly replica: ReplicaScene }) {
  const { strip, pill } = replica;
  return (
    <g>
      {replica.stub !== undefined && (
        <path d={replica.stub} fill="none" stroke={partitionColor(replica.look)} strokeOpacity={0.55} />
      )}
      {replica.state === 'behind' && (
        <rect
          x={strip.x - 3}
          y={strip.y - 3}
          width={strip.count * strip.pitch + 4}
          height={strip.height + 6}
          rx={4}
          fill="url(#stage-shrunk)"
        />
      )}
      {pill !== undefined && (
        <rect
          {...pill.box}
          rx={pill.box.height / 2}
          fill={pill.isDashed ? 'none' : partitionColor(replica.look)}
          stroke={pill.isDashed ? 'var(--color-down-text)' : 'none'}
          strokeDasharray={pill.isDashed ? '3 2' : undefined}
        />
      )}
      <Cells replica={replica} strip={strip} />
      {replica.barX >= 0 && (
        <line
          x1={replica.barX}
          x2={replica.barX}
          y1={replica.barY[0]}
          y2={replica.barY[1]}
          stroke="var(--color-ink)"
          strokeWidth={2}
        />
      )}
      <Labels labels={replica.labels} />
    </g>
  );
}, sameData);
