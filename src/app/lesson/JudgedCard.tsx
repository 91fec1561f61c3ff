// After the run: what it did first, then what the learner said and what that would have cost. Never in red: red means
// a fault.
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { MICROS_PER_MS } from '../../base/units.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import { type Answer, electionTests, judge } from '../../lessons/grading.ts';
import type { GivenAnswer } from '../../lessons/lesson-machine.ts';
import type { Prediction } from '../../lessons/lesson-schema.ts';
import { parseInlines } from '../../lessons/prose.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatCount, formatMillis, formatNumber, formatTimeShort } from '../../ui/format.ts';
import { usePlayerState } from '../../views/use-frame.ts';
import { Inlines } from './Prose.tsx';

interface JudgedCardProps {
  readonly prediction: Prediction;
  readonly given: GivenAnswer;
  readonly player: Player;
  readonly onAgain: () => void;
  /** Opens the chain of causes of the event that decided, when there is one. */
  readonly onWhy: (() => void) | undefined;
  /** Takes the focus when it appears: the judgement has just been given. */
  readonly takesFocus: boolean;
}

/** The judged prediction. */
export function JudgedCard({ prediction, given, player, onAgain, onWhy, takesFocus }: JudgedCardProps) {
  const { isRight, chosen, right, answer } = judge(prediction, given.choice, given.answer);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  const fill = (text: string) =>
    parseInlines(
      text.replaceAll('{value}', wordsFor(answer, prediction.unit)).replaceAll('{right}', right.text),
      0,
    );
  return (
    <section aria-label="What the run did" className="rounded-panel border border-line-strong bg-card p-4">
      <p className="text-xs font-semibold tracking-widest text-muted uppercase">
        {isRight ? 'Right' : 'Not what the run did'}
      </p>
      <p className="mt-1 text-sm text-muted">Your answer: {chosen.text}</p>
      <h2 ref={heading} tabIndex={-1} className="mt-2 text-base leading-snug font-semibold outline-none">
        <Inlines inlines={fill(prediction.outcome)} />
      </h2>
      {prediction.ask.that === 'leader' && prediction.ask.partition !== undefined && (
        <ElectionTable
          player={player}
          tp={prediction.ask.partition}
          at={prediction.until}
          chosen={chosen.id}
        />
      )}
      <p className="mt-3 text-sm leading-relaxed">
        <Inlines inlines={fill(isRight ? right.why : chosen.why)} />
      </p>
      {!isRight && (
        <p className="mt-2 text-sm leading-relaxed">
          <Inlines inlines={fill(right.why)} />
        </p>
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        {onWhy !== undefined && (
          <Button size="small" onClick={onWhy}>
            Why?
          </Button>
        )}
        <Button size="small" variant="ghost" onClick={onAgain}>
          Predict again
        </Button>
      </div>
    </section>
  );
}

/** An answer of the run in words. */
export function wordsFor(answer: Answer, unit: Prediction['unit']): string {
  if (typeof answer === 'string') return answer === 'NONE' ? 'nothing' : answer;
  if (unit === 'records') return formatCount(answer, 'record');
  if (unit === 'time') return answer < 0 ? 'never' : formatTimeShort(answer * MICROS_PER_MS);
  return unit === 'ms' ? formatMillis(answer) : formatNumber(answer);
}

interface ElectionTableProps {
  readonly player: Player;
  readonly tp: string;
  readonly at: number;
  readonly chosen: string;
}

const selectMain = (state: PlayerState) => state.futures[0]?.recording;

/**
 * The controller's own tests, in assignment order: the first that passes all leads. They are those of the lesson's own
 * future, whichever is shown.
 */
export function ElectionTable({ player, tp, at, chosen }: ElectionTableProps) {
  const main = usePlayerState(player, selectMain);
  const selectComputed = useCallback(
    ({ futures }: PlayerState) => (futures[0]?.recording.computedTo ?? -1) >= at,
    [at],
  );
  const isComputed = usePlayerState(player, selectComputed);
  const tests = useMemo(() => {
    if (!isComputed || main === undefined) return [];
    const read = (frame: Frame) => electionTests(frame.world, tp);
    return player.getState().recording === main ? player.peek(at, read) : read(main.frameAt(at));
  }, [player, main, at, tp, isComputed]);
  if (tests.length === 0) return null;
  return (
    <table className="mt-3 w-full border-collapse text-sm">
      <caption className="pb-1 text-left text-sm">
        The controller takes the first assigned replica that is alive and in the ISR. At {formatTimeShort(at)}
        :
      </caption>
      <thead>
        <tr className="text-xs text-muted">
          <th className="py-1 text-left font-medium">Replica</th>
          <th className="px-2 py-1 font-medium">alive</th>
          <th className="px-2 py-1 font-medium">in the ISR</th>
          <th className="py-1 text-right font-medium">outcome</th>
        </tr>
      </thead>
      <tbody>
        {tests.map((test) => (
          <tr key={test.node} className={classNames('border-t border-line', !test.isAlive && 'hatch-down')}>
            <th className="px-1.5 py-2 text-left font-semibold whitespace-nowrap text-ink">
              Broker {test.broker}
              {test.node === chosen && (
                <span className="block text-xs font-normal text-muted">your answer</span>
              )}
            </th>
            <td className="px-2 text-center">{test.isAlive ? 'yes' : <strong>no</strong>}</td>
            <td className="px-2 text-center">{test.isInIsr ? 'yes' : <strong>no</strong>}</td>
            <td className="px-1.5 text-right">
              {test.isLeader ? (
                <span className="rounded-full bg-ink px-2 py-0.5 text-xs font-semibold text-on-ink">
                  leader
                </span>
              ) : test.isAlive && test.isInIsr ? (
                'comes later'
              ) : (
                'skipped'
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
