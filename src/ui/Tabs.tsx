// One of several panels at a time. Arrow keys walk the tabs.
import { type KeyboardEvent, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

export interface TabItem {
  readonly id: string;
  readonly title: string;
  readonly content: ReactNode;
}

export interface TabsProps {
  /** What the tabs choose between, for screen readers. */
  readonly name: string;
  readonly items: readonly TabItem[];
  readonly value: string;
  readonly onChange: (id: string) => void;
  /** Stands on the line of the tabs, at the left. */
  readonly before?: ReactNode;
  readonly className?: string;
  /** `segmented`: equal widths in a frame, as on phones. */
  readonly look?: 'plain' | 'segmented';
}

/** Index that a key leads to, undefined for other keys. */
function indexAfter(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (index + 1) % count;
    case 'ArrowLeft':
      return (index + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** A row of tabs and the panel of the chosen one. Only that panel is mounted. */
export function Tabs({ name, items, value, onChange, before, className, look = 'plain' }: TabsProps) {
  const id = useId();
  const isSegmented = look === 'segmented';
  const chosen = items.find((item) => item.id === value) ?? items[0];
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || chosen === undefined) return;
    const next = indexAfter(event.key, items.indexOf(chosen), items.length);
    const item = next === undefined ? undefined : items[next];
    if (item === undefined) return;
    // These keys mean the tabs now, and not the playhead.
    event.preventDefault();
    event.stopPropagation();
    document.getElementById(`${id}${item.id}`)?.focus();
    onChange(item.id);
  };
  return (
    <div className={classNames('@container flex min-h-0 flex-col', className)}>
      <div className="flex flex-wrap items-center gap-x-1.5 gap-y-2 sm:gap-x-2 @min-[56rem]:gap-x-4">
        {before}
        <div
          role="tablist"
          aria-label={name}
          onKeyDown={onKeyDown}
          className={classNames(
            'flex gap-1',
            isSegmented ? 'w-full rounded-panel border border-line-strong bg-sunken p-1' : 'ml-auto',
          )}
        >
          {items.map((item) => (
            <button
              key={item.id}
              id={`${id}${item.id}`}
              type="button"
              role="tab"
              aria-selected={item === chosen}
              {...(item === chosen ? { 'aria-controls': `${id}panel` } : {})}
              tabIndex={item === chosen ? 0 : -1}
              onClick={() => onChange(item.id)}
              className={classNames(
                'min-h-11 cursor-pointer rounded-card px-2 text-sm @min-[56rem]:px-3.5 font-medium text-muted hover:text-ink md:min-h-8',
                'aria-selected:font-semibold aria-selected:text-ink',
                isSegmented
                  ? 'flex-1 aria-selected:bg-card aria-selected:inset-ring aria-selected:inset-ring-line-strong'
                  : 'aria-selected:bg-line/80',
              )}
            >
              {item.title}
            </button>
          ))}
        </div>
      </div>
      {chosen !== undefined && (
        <div
          key={chosen.id}
          id={`${id}panel`}
          role="tabpanel"
          aria-labelledby={`${id}${chosen.id}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel may hold nothing that can be focused
          tabIndex={0}
          className="min-h-0 flex-1"
        >
          {chosen.content}
        </div>
      )}
    </div>
  );
}
