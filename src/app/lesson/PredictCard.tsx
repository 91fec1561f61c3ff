// A question about what the run will do next, answered from a list or on the diagram. The answer is not in here.
import { useId } from 'react';
import type { Prediction } from '../../lessons/lesson-schema.ts';
import { parseInlines } from '../../lessons/prose.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatTimeShort } from '../../ui/format.ts';
import { Inlines } from './Prose.tsx';

interface PredictCardProps {
  readonly prediction: Prediction;
  readonly choice: string | undefined;
  readonly onChoose: (choice: string) => void;
  /** The answer is locked and being run. */
  readonly isLocked: boolean;
  /** Choices stand on the diagram; the list is still there for who prefers it. */
  readonly isOnDiagram: boolean;
  readonly onShowList: () => void;
}

/** The question and its choices. */
export function PredictCard(props: PredictCardProps) {
  const { prediction, isOnDiagram, isLocked } = props;
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-panel border border-line bg-card p-4">
      <p className="text-xs font-semibold tracking-widest text-muted uppercase">Predict</p>
      <h2 id={id} className="mt-2 text-[0.95rem] leading-snug font-semibold">
        <Inlines inlines={parseInlines(prediction.question, 0)} />
      </h2>
      {isOnDiagram ? <DiagramHint {...props} /> : <ChoiceList {...props} labelledBy={id} />}
      <p className="mt-3 text-xs text-muted">
        {isLocked
          ? 'Your answer is locked. The run goes on.'
          : `The answer is not written down: it is computed by running this cluster on to ${formatTimeShort(prediction.until)}.`}
      </p>
    </section>
  );
}

function ChoiceList({
  prediction,
  choice,
  onChoose,
  isLocked,
  labelledBy,
}: PredictCardProps & { readonly labelledBy: string }) {
  return (
    <div role="radiogroup" aria-labelledby={labelledBy} className="mt-3 flex flex-col gap-2">
      {prediction.choices.map((one) => (
        <label
          key={one.id}
          className={classNames(
            'flex min-h-11 cursor-pointer items-center gap-3 rounded-card border px-3 py-2 text-sm has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus',
            choice === one.id
              ? 'border-ink bg-sunken font-semibold text-ink'
              : 'border-line-strong bg-card hover:bg-sunken',
            isLocked && 'cursor-not-allowed',
          )}
        >
          <input
            type="radio"
            name={prediction.id}
            className="size-4 shrink-0 accent-[var(--color-ink)] outline-none"
            checked={choice === one.id}
            disabled={isLocked}
            onChange={() => onChoose(one.id)}
          />
          {one.text}
        </label>
      ))}
    </div>
  );
}

function DiagramHint({ prediction, choice, onShowList, isLocked }: PredictCardProps) {
  const chosen = prediction.choices.find((one) => one.id === choice);
  return (
    <div className="mt-3 flex flex-col items-start gap-2 text-sm">
      <p aria-live="polite">
        {chosen === undefined ? 'Pick it in the picture.' : `Picked in the picture: ${chosen.text}.`}
      </p>
      {!isLocked && (
        <button
          type="button"
          className="min-h-11 cursor-pointer font-medium text-ink underline underline-offset-4 lg:min-h-8"
          onClick={onShowList}
        >
          Answer from a list instead
        </button>
      )}
    </div>
  );
}
