// Which keys belong to which partition at the playhead, and how long each log is.
import { keysByPartition } from '../../engine/kafka/queries.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { Player } from '../../player/player-types.ts';
import { formatNumber, formatTimeShort } from '../../ui/format.ts';
import { PartitionGlyph } from '../../views/PartitionGlyph.tsx';
import { useFrame } from '../../views/use-frame.ts';

function readKeys({ world, t }: Frame) {
  return { t, rows: keysByPartition(world) };
}

/** One line per partition. */
export function KeysTable({ player }: { readonly player: Player }) {
  const { t, rows } = useFrame(player, readKeys);
  return (
    <table className="w-full border-collapse text-sm">
      <caption className="pb-1 text-left text-xs text-muted">
        Where the keys belong at {formatTimeShort(t)}
      </caption>
      <thead>
        <tr className="text-xs text-muted">
          <th className="py-1 text-left font-medium">partition</th>
          <th className="px-2 py-1 text-left font-medium">keys</th>
          <th className="py-1 pl-2 text-right font-medium">records</th>
        </tr>
      </thead>
      <tbody className="font-mono text-[0.8125rem]">
        {rows.map(({ tp, index, keys, logEndOffset }) => (
          <tr key={tp} className="border-t border-line align-top">
            <th className="py-1.5 text-left font-semibold whitespace-nowrap text-ink">
              <PartitionGlyph index={index} /> {tp}
            </th>
            <td className="px-2 py-1.5">{keys.length === 0 ? 'none' : keys.join(' ')}</td>
            <td className="py-1.5 pl-2 text-right">{logEndOffset < 0 ? '–' : formatNumber(logEndOffset)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
