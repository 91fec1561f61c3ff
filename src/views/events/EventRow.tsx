// One event: time, what it is about, what happened. A press moves the playhead there.
import type { CSSProperties, KeyboardEvent, Ref } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { formatTime } from '../../ui/format.ts';
import type { EventClass } from './event-index.ts';
import { ABOUT_WORDS, type EventLine } from './event-words.ts';

const EDGES: Record<EventClass, string> = {
  fault: 'border-l-fault',
  control: 'border-l-control',
  data: 'border-l-transparent',
  client: 'border-l-transparent',
};

export interface EventRowProps {
  readonly line: EventLine;
  /** The playhead stands at it: the last one that has happened. */
  readonly isNow?: boolean;
  readonly isSelected?: boolean;
  /** Still to come. */
  readonly isAhead?: boolean;
  /** What it is to the one above it: "because". */
  readonly relation?: string;
  /** The whole sentence, however many lines it takes; without it three (phone) or two. */
  readonly isWhole?: boolean;
  readonly tabIndex?: number;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly style?: CSSProperties;
  readonly className?: string;
  readonly onPress: (line: EventLine) => void;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLButtonElement>) => void;
}

/** A button of at least 44 px. Colour of the edge: red fault, purple control plane; the words say it too. */
export function EventRow(props: EventRowProps) {
  const {
    line,
    isNow = false,
    isSelected = false,
    isAhead = false,
    relation,
    isWhole = false,
    onPress,
  } = props;
  return (
    <button
      ref={props.ref}
      type="button"
      tabIndex={props.tabIndex ?? 0}
      aria-current={isNow ? 'true' : undefined}
      style={props.style}
      onClick={() => onPress(line)}
      onKeyDown={props.onKeyDown}
      className={classNames(
        'flex min-h-11 w-full cursor-pointer items-start gap-3 border-l-4 py-1.5 pr-3 pl-2.5 text-left text-[13px] leading-[1.35]',
        '-outline-offset-2 hover:bg-sunken',
        EDGES[line.about],
        isNow && 'bg-sunken',
        isSelected && 'ring-1 ring-ink ring-inset',
        isAhead ? 'text-muted' : 'text-body',
        props.className,
      )}
    >
      <span className="w-[4.75rem] shrink-0 font-mono font-semibold whitespace-nowrap text-ink">
        {formatTime(line.at)}
      </span>
      <span
        className={classNames(
          'min-w-0 flex-1',
          !isWhole && 'line-clamp-3 md:line-clamp-2',
          isNow && 'font-semibold text-ink',
        )}
        title={line.text}
      >
        {relation !== undefined && <span className="font-semibold text-ink">{relation}: </span>}
        {line.text}
      </span>
      <span
        className={classNames(
          'sr-only',
          !isWhole && 'w-24 shrink-0 text-right text-xs text-muted @min-[34rem]:not-sr-only',
        )}
      >
        {ABOUT_WORDS[line.about]}
      </span>
    </button>
  );
}
