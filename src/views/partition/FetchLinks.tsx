// Lines from the followers to the leader at the left of the rows, with the newest message on each.
import { partitionColor, partitionLook } from '../partition-look.ts';
import type { PartitionRow } from './partition-layout.ts';

export interface LinkDot {
  readonly from: string;
  readonly to: string;
  /** 0 … 1 of the way. */
  readonly share: number;
  readonly isResponse: boolean;
}

export interface FetchLinksProps {
  readonly index: number;
  readonly rows: readonly PartitionRow[];
  readonly dots: readonly LinkDot[];
}

/** All rows are equally high, so places are shares of the height. */
function middleOf(rows: readonly PartitionRow[], node: string): number {
  return (rows.findIndex((row) => row.node === node) + 0.5) / rows.length;
}

const percent = (share: number) => `${Math.round(share * 10_000) / 100}%`;

/** Decoration: the rows say in words what is cut, slow or lossy. */
export function FetchLinks({ index, rows, dots }: FetchLinksProps) {
  const color = partitionColor(partitionLook(index));
  const leader = rows.find((row) => row.isLeader && !row.isLeaderGone);
  if (leader === undefined) return null;
  const top = middleOf(rows, leader.node);
  return (
    <svg aria-hidden="true" className="absolute inset-y-0 left-3 h-full w-6 overflow-visible">
      {rows
        .filter((row) => row.link === 'open' || row.link === 'cut' || row.link === 'trouble')
        .map((row) => {
          const y = middleOf(rows, row.node);
          const isCut = row.link === 'cut';
          const dashes = isCut ? '3 3' : row.link === 'trouble' ? '1.5 2.5' : undefined;
          return (
            <g
              key={row.node}
              fill="none"
              stroke={row.link === 'open' ? color : 'var(--color-fault)'}
              strokeWidth={row.link === 'trouble' ? 2 : 1.4}
            >
              {!isCut && <line x1={4} x2={4} y1={percent(top)} y2={percent(y)} strokeDasharray={dashes} />}
              <line x1={4} x2={20} y1={percent(y)} y2={percent(y)} strokeDasharray={dashes} />
              {isCut && (
                <svg x={8} y={percent(y)} width={10} height={12} overflow="visible">
                  <title>link cut</title>
                  <path d="M0 5 4-5M5 5 9-5" strokeWidth={1.8} />
                </svg>
              )}
            </g>
          );
        })}
      <line x1={4} x2={20} y1={percent(top)} y2={percent(top)} stroke={color} strokeWidth={1.4} />
      {dots.map((dot) => {
        const from = middleOf(rows, dot.from);
        const y = from + (middleOf(rows, dot.to) - from) * dot.share;
        return (
          <circle
            key={`${dot.from} ${dot.to} ${dot.isResponse}`}
            cx={4}
            cy={percent(y)}
            r={4.5}
            fill={dot.isResponse ? 'var(--color-card)' : color}
            stroke={color}
            strokeWidth={1.8}
          />
        );
      })}
    </svg>
  );
}
