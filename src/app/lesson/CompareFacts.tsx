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

const ZERO_WIDTH_SPACE = '\u200b';
const FIGURE = 'py-1.5 pl-2 text-right font-mono text-[0.8125rem]';

/** Figures stay on one line; a long name, such as that of an exception, may break between its words. */
function Figure({ answer, unit, look }: { answer: Answer | undefined; unit: Unit; look: string }) {
  const words = wordsFor(answer ?? '', unit);
  const isName = /[a-z][A-Z]/.test(words);
  return (
    <td className={classNames(FIGURE, look, !isName && 'whitespace-nowrap')}>
      {isName ? words.replaceAll(/([a-z])([A-Z])/g, `$1${ZERO_WIDTH_SPACE}$2`) : words}
    </td>
  );
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
            <Figure answer={before[i]} unit={one.unit} look="text-muted" />
            <Figure answer={after[i]} unit={one.unit} look="font-semibold text-ink" />
          </tr>
        ))}
      </tbody>
    </table>
  );
}
