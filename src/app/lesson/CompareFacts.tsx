// What a step's change made different: a few numbers, as the lesson ran and with the change.
import { useCallback } from 'react';
import type { Frame, Recording } from '../../engine/kernel/recording-api.ts';
import { type Answer, answerOf } from '../../lessons/grading.ts';
import type { Change, Prediction } from '../../lessons/lesson-schema.ts';
import { parseInlines } from '../../lessons/prose.ts';
import type { Future, Player } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatTimeShort } from '../../ui/format.ts';
import { BeingComputed, useBothFutures } from './both-futures.tsx';
import { wordsFor } from './JudgedCard.tsx';
import { Inlines } from './Prose.tsx';

interface CompareFactsProps {
  readonly player: Player;
  readonly main: Future;
  readonly other: Future;
  readonly change: Change;
}

type Unit = Prediction['unit'];

const FIGURE = 'py-1.5 pl-2 text-right font-mono text-[0.8125rem]';

/** Figures stay on one line; a long name, such as that of an exception, may break. */
function widthOf(answer: Answer | undefined, unit: Unit): string {
  const words = wordsFor(answer ?? '', unit);
  return words.length > 12 ? 'max-w-24 wrap-anywhere' : 'whitespace-nowrap';
}

/** One line per number, both futures side by side. */
export function CompareFacts({ player, main, other, change }: CompareFactsProps) {
  const read = useCallback(
    ({ world, rows }: Frame, { events }: Recording) =>
      change.compare.map(({ ask }) => answerOf(ask, { world, rows, events })),
    [change],
  );
  const both = useBothFutures(player, main, other, change.until, read);
  if (both === undefined) return <BeingComputed />;
  const [before, after] = both;
  return (
    <table className="w-full border-collapse text-sm">
      <caption className="pb-1 text-left text-xs text-muted">
        Both futures at {formatTimeShort(change.until)}
      </caption>
      <thead>
        <tr className="text-xs text-muted">
          <th className="py-1 text-left font-medium">what</th>
          <th className="px-2 py-1 text-right font-medium">as it ran</th>
          <th className="py-1 pl-2 text-right font-medium">changed</th>
        </tr>
      </thead>
      <tbody>
        {change.compare.map((one, i) => (
          <tr key={one.text} className="border-t border-line align-top">
            <th className="py-1.5 text-left font-normal">
              <Inlines inlines={parseInlines(one.text, 0)} />
            </th>
            <td className={classNames(FIGURE, widthOf(before[i], one.unit), 'text-muted')}>
              {wordsFor(before[i] ?? '', one.unit)}
            </td>
            <td className={classNames(FIGURE, widthOf(after[i], one.unit), 'font-semibold text-ink')}>
              {wordsFor(after[i] ?? '', one.unit)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
