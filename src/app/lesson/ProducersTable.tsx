// The fate of each producer's records at the playhead, and the same in another future to compare with.
import { clusterView } from '../../engine/kafka/queries.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { Future, Player } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatMillis, formatNumber, formatTimeShort } from '../../ui/format.ts';
import { useFrame } from '../../views/use-frame.ts';
import { BeingComputed, useBothFutures } from './both-futures.tsx';

interface Row {
  readonly node: string;
  readonly acks: string;
  readonly sent: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly slowestAckMs: number;
}

interface Rows {
  readonly t: number;
  readonly rows: readonly Row[];
}

function readRows(frame: Frame): Rows {
  const rows = clusterView(frame.world).producers.map((producer) => ({
    node: producer.node,
    acks: producer.acks,
    sent: producer.sent,
    acknowledged: producer.acknowledged,
    lost: producer.ackedLost,
    slowestAckMs: producer.slowestAckMs,
  }));
  return { t: frame.t, rows };
}

/** One line per producer at the playhead. */
export function ProducersTable({ player }: { readonly player: Player }) {
  const { rows, t } = useFrame(player, readRows);
  return <Table caption={`The producers at ${formatTimeShort(t)}`} rows={rows} />;
}

interface CompareTableProps {
  readonly player: Player;
  readonly main: Future;
  readonly other: Future;
  readonly at: number;
}

/** The same moment in two futures. */
export function CompareTables({ player, main, other, at }: CompareTableProps) {
  const [before, after] = useBothFutures(player, main, other, at, readRows) ?? [];
  if (before === undefined || after === undefined) return <BeingComputed />;
  return (
    <div className="flex flex-col gap-3">
      <Table caption={`As the lesson ran, at ${formatTimeShort(at)}`} rows={before.rows} />
      <Table caption={`With the change, at ${formatTimeShort(at)}`} rows={after.rows} before={before.rows} />
    </div>
  );
}

interface TableProps {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly before?: readonly Row[];
}

function Table({ caption, rows, before }: TableProps) {
  const changed = (row: Row, i: number) => before !== undefined && before[i]?.lost !== row.lost;
  return (
    <div className="@container">
      <table className="w-full border-collapse text-sm @max-[21rem]:text-xs">
        <caption className="pb-1 text-left text-xs text-muted">{caption}</caption>
        <thead>
          <tr className="text-xs text-muted">
            <th className="py-1 text-left font-medium">producer</th>
            <th className="px-1 py-1 text-right font-medium @max-[21rem]:hidden">sent</th>
            <th className="px-1 py-1 text-right font-medium">acknowl&shy;edged</th>
            <th className="px-1 py-1 text-right font-medium">of these lost</th>
            <th className="py-1 pl-1 text-right font-medium">slowest ack</th>
          </tr>
        </thead>
        <tbody className="font-mono text-[0.8125rem]">
          {rows.map((row, i) => (
            <tr key={row.node} className="border-t border-line">
              <th className="py-1.5 pr-1 text-left font-semibold text-ink">
                {row.node} <span className="block font-normal text-muted">acks={row.acks}</span>
              </th>
              <td className="px-1 text-right @max-[21rem]:hidden">{formatNumber(row.sent)}</td>
              <td className="px-1 text-right">{formatNumber(row.acknowledged)}</td>
              <td className={classNames('px-1 text-right', row.lost > 0 && 'font-semibold text-fault-text')}>
                {formatNumber(row.lost)}
                {changed(row, i) && (
                  <span className="block text-xs font-normal text-muted">
                    was {formatNumber(before?.[i]?.lost ?? 0)}
                  </span>
                )}
              </td>
              <td className="pl-1 text-right whitespace-nowrap">
                {row.slowestAckMs > 0 ? formatMillis(row.slowestAckMs) : '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
