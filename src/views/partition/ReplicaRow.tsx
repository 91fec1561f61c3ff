// One replica as a row: name, state, and its log as a bar. A button that opens the details, or a choice.
import { classNames } from '../../ui/class-names.ts';
import { partitionColor, partitionLook } from '../partition-look.ts';
import type { StateWords } from '../stage/stage-words.ts';
import type { PartitionRow } from './partition-layout.ts';

export const TONES: Record<StateWords['tone'], string> = {
  muted: 'text-muted',
  body: 'text-body',
  fault: 'text-fault-text',
  warning: 'text-warning-text font-semibold',
  down: 'text-down-text',
};

function Bar({ row, index }: { readonly row: PartitionRow; readonly index: number }) {
  const color = row.isDown ? 'var(--color-down-hatch)' : partitionColor(partitionLook(index));
  const offset = row.lastOffset < 0 ? 'empty' : String(row.lastOffset);
  const isWide = row.end > 0.55;
  return (
    <span className="relative mt-1.5 block h-6 rounded-[4px] bg-sunken">
      <span
        className={classNames(
          'absolute inset-y-0 left-0 flex items-center gap-2 overflow-hidden rounded-[4px] text-xs',
          // Padding alone would draw a bar for an empty log.
          row.end > 0 && 'px-2',
          row.isDown ? 'text-ink' : 'text-on-p',
        )}
        style={{ width: `${row.end * 100}%`, background: color }}
      >
        {isWide && <span className="truncate">last offset</span>}
        {row.end > 0.12 && <span className="font-mono font-semibold">{offset}</span>}
      </span>
      <span
        className="absolute inset-y-0 flex items-center gap-2 pl-2 text-xs whitespace-nowrap text-body"
        style={row.end > 0.6 ? { right: 8 } : { left: `${row.end * 100}%` }}
      >
        {row.end <= 0.12 && <span className="font-mono font-semibold text-ink">{offset}</span>}
        {row.end <= 0.6 && row.missing}
      </span>
      <span
        className="absolute -inset-y-1 w-0.5 -translate-x-1/2 bg-ink"
        style={{ left: `${row.highWatermark * 100}%` }}
      />
    </span>
  );
}

export interface ReplicaRowProps {
  readonly row: PartitionRow;
  readonly index: number;
  /** Undefined: opens the details. */
  readonly choice?:
    | { readonly isChosen: boolean; readonly isTabStop: boolean; readonly label: string }
    | undefined;
  readonly mark?: { readonly text: string; readonly kind: 'yours' | 'engine' } | undefined;
  readonly isSelected: boolean;
  readonly pickKey: string;
  readonly onPress: () => void;
}

/** A row at least 64 px high. */
export function ReplicaRow({ row, index, choice, mark, isSelected, pickKey, onPress }: ReplicaRowProps) {
  const look = partitionLook(index);
  const role = choice === undefined ? {} : { role: 'radio', 'aria-checked': choice.isChosen };
  return (
    <button
      type="button"
      {...role}
      {...(choice === undefined ? { 'aria-pressed': isSelected } : { tabIndex: choice.isTabStop ? 0 : -1 })}
      data-pick={pickKey}
      aria-label={choice === undefined ? row.sentence : `${choice.label}. ${row.sentence}`}
      onClick={onPress}
      className={classNames(
        'relative flex min-h-16 w-full cursor-pointer flex-wrap items-start gap-x-3 px-3 py-2.5 text-left text-sm text-body',
        choice === undefined
          ? 'pl-11 aria-pressed:bg-sunken'
          : 'rounded-panel border-2 bg-card aria-checked:border-ink',
        choice !== undefined && !choice.isChosen && 'border-line-strong',
        row.isDown && 'hatch-down',
      )}
    >
      <span className="w-18 shrink-0">
        <span className="block font-semibold text-ink">{row.name}</span>
        <span className="block text-xs text-muted">{row.zone}</span>
      </span>
      <span className="block min-w-40 flex-1">
        <span className="flex min-h-6 flex-wrap items-center gap-x-2 text-xs">
          {row.isLeader && (
            <span
              className={classNames(
                'rounded-full px-2 text-xs leading-5 font-semibold',
                row.isLeaderGone ? 'border border-dashed border-muted text-down-text' : 'text-on-p',
              )}
              style={row.isLeaderGone ? undefined : { background: partitionColor(look) }}
            >
              leader
            </span>
          )}
          {!(row.isLeader && !row.isLeaderGone) && (
            <span className={TONES[row.state.tone]}>{row.state.text}</span>
          )}
          {mark === undefined ? (
            <span className={classNames('ml-auto tabular-nums', TONES[row.note.tone])}>{row.note.text}</span>
          ) : (
            <span
              className={classNames(
                'ml-auto rounded-full border border-ink px-2 leading-5 font-semibold',
                mark.kind === 'yours' ? 'bg-ink text-on-ink' : 'bg-card text-ink',
              )}
            >
              {mark.text}
            </span>
          )}
        </span>
        <Bar row={row} index={index} />
        {row.end > 0.6 && row.missing !== '' && <span className="mt-1 block text-xs">{row.missing}</span>}
      </span>
    </button>
  );
}
