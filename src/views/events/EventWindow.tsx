// A list of any length of which only the part in sight is drawn. It follows the playhead; arrows, Home and End walk it.
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { TraceReader } from '../../engine/kernel/recording-api.ts';
import { Button } from '../../ui/Button.tsx';
import { useIsPhone } from '../../ui/use-media.ts';
import { useElementSize } from '../use-element-size.ts';
import { EventRow } from './EventRow.tsx';
import { windowOf } from './event-index.ts';
import { type EventNames, eventLine } from './event-words.ts';

export interface EventWindowProps {
  readonly events: TraceReader;
  readonly rows: readonly number[];
  /** How many of them may be seen. */
  readonly count: number;
  /** Index of the last one that has happened, -1 before the first. */
  readonly now: number;
  /** Row that is selected, -1 for none. */
  readonly selected: number;
  readonly names: EventNames;
  readonly onChoose: (row: number) => void;
  /** Asks for the causes of a row. */
  readonly onWhy: (row: number) => void;
}

const ROW_HEIGHT = { phone: 68, wide: 46 };
const EXTRA_ROWS = 12;

/** Where an arrow or another key leads from `index`; undefined for keys that mean nothing here. */
function keyTarget(key: string, index: number, count: number, page: number): number | undefined {
  const moves: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + page,
    PageUp: index - page,
    Home: 0,
    End: count - 1,
  };
  const target = moves[key];
  return target === undefined ? undefined : Math.min(count - 1, Math.max(0, target));
}

export function EventWindow({
  events,
  rows,
  count,
  now,
  selected,
  names,
  onChoose,
  onWhy,
}: EventWindowProps) {
  const rowHeight = useIsPhone() ? ROW_HEIGHT.phone : ROW_HEIGHT.wide;
  const [box, { height }] = useElementSize<HTMLDivElement>();
  const [scrollTop, setScrollTop] = useState(0);
  /** Index that the keyboard stands on; -1 while it follows the playhead. */
  const [active, setActive] = useState(-1);
  const button = useRef<HTMLButtonElement>(null);
  const wantsFocus = useRef(false);
  const tabStop = active >= 0 && active < count ? active : Math.max(0, Math.min(now, count - 1));

  const reveal = (index: number) => {
    const element = box.current;
    if (element === null || height === 0) return;
    const top = index * rowHeight;
    if (top >= element.scrollTop && top + rowHeight <= element.scrollTop + height) return;
    element.scrollTop = Math.max(0, top - height * 0.6);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a moved playhead or another size scrolls, not a new list.
  useEffect(() => reveal(now), [now, height, rowHeight]);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    button.current?.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const target = keyTarget(event.key, tabStop, count, Math.max(1, Math.floor(height / rowHeight) - 1));
    if (target === undefined) return;
    event.preventDefault();
    reveal(target);
    wantsFocus.current = true;
    setActive(target);
  };

  const { first, last } = windowOf(scrollTop, height, rowHeight, count, EXTRA_ROWS);
  const indexes = Array.from({ length: last - first }, (_, i) => first + i);
  // The row with the focus stays drawn, wherever the list is scrolled to.
  if (count > 0 && (tabStop < first || tabStop >= last)) indexes.push(tabStop);
  return (
    <div
      ref={box}
      className="@container relative min-h-0 flex-1 overflow-y-auto"
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
    >
      <ol aria-label="Events" className="relative" style={{ height: count * rowHeight }}>
        {indexes.map((index) => {
          const row = rows[index] as number;
          return (
            <li
              key={row}
              aria-posinset={index + 1}
              aria-setsize={count}
              className="absolute inset-x-0 flex border-b border-line"
              style={{ top: index * rowHeight, height: rowHeight }}
            >
              <EventRow
                ref={index === tabStop ? button : undefined}
                line={eventLine(events, row, names)}
                isNow={index === now}
                isSelected={row === selected}
                isAhead={index > now}
                tabIndex={index === tabStop ? 0 : -1}
                style={{ height: rowHeight - 1 }}
                onKeyDown={onKeyDown}
                onPress={(line) => {
                  setActive(-1);
                  onChoose(line.row);
                }}
              />
              {row === (selected >= 0 ? selected : rows[now]) && (
                <Button
                  size="small"
                  className="m-1.5 self-center"
                  aria-label="Why did this happen?"
                  onClick={() => onWhy(row)}
                >
                  Why?
                </Button>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
