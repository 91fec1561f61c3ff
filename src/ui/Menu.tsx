// A list of actions behind a button. Up and Down walk it, Enter acts, Escape closes.
import { type KeyboardEvent, type ReactElement, useState } from 'react';
import { classNames } from './class-names.ts';
import { Popover } from './Popover.tsx';

export interface MenuItem {
  readonly id: string;
  readonly title: string;
  /** A second line: what it means. */
  readonly note?: string;
  readonly isDisabled?: boolean;
  readonly isFault?: boolean;
}

export interface MenuProps {
  readonly trigger: ReactElement;
  readonly name: string;
  readonly items: readonly MenuItem[];
  readonly onChoose: (id: string) => void;
  readonly align?: 'start' | 'center' | 'end';
}

function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]:not(:disabled)')];
  const at = all.indexOf(document.activeElement as HTMLElement);
  all[(at + step + all.length) % all.length]?.focus();
}

/** A menu of actions. */
export function Menu({ trigger, name, items, onChoose, align = 'start' }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover trigger={trigger} name={name} align={align} isOpen={isOpen} onOpenChange={setOpen}>
      <div
        role="menu"
        aria-label={name}
        tabIndex={-1}
        onKeyDown={walk}
        className="-m-1.5 flex min-w-52 flex-col"
      >
        {items.map((item) => (
          <button
            key={item.id}
            type="button"
            role="menuitem"
            disabled={item.isDisabled}
            onClick={() => {
              setOpen(false);
              onChoose(item.id);
            }}
            className={classNames(
              'min-h-11 cursor-pointer rounded-control px-2.5 py-1.5 text-left hover:bg-sunken focus-visible:bg-sunken disabled:cursor-not-allowed disabled:opacity-55 md:min-h-8',
              item.isFault ? 'text-fault-text' : 'text-ink',
            )}
          >
            <span className="block font-medium">{item.title}</span>
            {item.note !== undefined && <span className="block text-xs text-muted">{item.note}</span>}
          </button>
        ))}
      </div>
    </Popover>
  );
}
