// How to read the Stage: every mark once.
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Popover } from '../../ui/Popover.tsx';

function Mark({ children }: { readonly children: ReactNode }) {
  return (
    <svg viewBox="0 0 22 16" width="22" height="16" aria-hidden="true" className="shrink-0">
      {children}
    </svg>
  );
}

const INK = 'var(--color-body)';

const ITEMS: readonly (readonly [words: string, mark: ReactNode])[] = [
  ['committed', <rect key="m" x="4" y="1" width="14" height="14" rx="2.5" fill={INK} />],
  [
    'above high watermark',
    <rect
      key="m"
      x="4.5"
      y="1.5"
      width="13"
      height="13"
      rx="2.5"
      fill="none"
      stroke={INK}
      strokeDasharray="3 2"
    />,
  ],
  ['high watermark (HW)', <path key="m" d="M11 0V16" stroke="var(--color-ink)" strokeWidth="2" />],
  ['request', <circle key="m" cx="11" cy="8" r="4.6" fill={INK} />],
  ['response', <circle key="m" cx="11" cy="8" r="4.2" fill="none" stroke={INK} strokeWidth="2" />],
  [
    'metadata, heartbeats',
    <path
      key="m"
      d="M1 8H5M17 8H21M11 3 16 8 11 13 6 8Z"
      fill="var(--color-control)"
      stroke="var(--color-control)"
    />,
  ],
  [
    'down',
    <g key="m">
      <rect
        x="4.5"
        y="1.5"
        width="13"
        height="13"
        rx="2.5"
        fill="var(--color-down)"
        stroke="var(--color-line-strong)"
      />
      <path d="M5 8 11 2M6 13 17 3M11 14 17 8" stroke="var(--color-down-text)" strokeOpacity="0.6" />
    </g>,
  ],
  ['tail: where it came from', <path key="m" d="M2 8H20" stroke={INK} strokeOpacity="0.5" strokeWidth="3" />],
  [
    'not in sync',
    <g key="m">
      <rect
        x="4.5"
        y="1.5"
        width="13"
        height="13"
        rx="2.5"
        fill="var(--color-warning-soft)"
        stroke="var(--color-warning)"
      />
      <path d="M5 8 11 2M6 13 17 3M11 14 17 8" stroke="var(--color-warning)" />
    </g>,
  ],
];

function Items() {
  return (
    <ul className="grid grid-cols-[repeat(3,max-content)] gap-x-5 gap-y-1.5 text-xs text-body max-sm:grid-cols-1">
      {ITEMS.map(([words, mark]) => (
        <li key={words} className="flex items-center gap-2">
          <Mark>{mark}</Mark>
          {words}
        </li>
      ))}
      <li className="col-span-full text-muted">
        <span className="font-mono font-semibold text-ink">LEO</span> logEndOffset, the next offset · colour
        and shape name the partition
      </li>
    </ul>
  );
}

/** The legend, open: a block, or two lines over the whole width. */
export function Legend({ isFlat }: { readonly isFlat: boolean }) {
  return (
    <section
      aria-label="How to read it"
      className={isFlat ? 'flex flex-wrap gap-x-4 gap-y-1.5 text-xs text-body' : ''}
    >
      <h2
        className={classNames(
          'text-[0.6875rem] leading-4 font-semibold tracking-widest text-muted uppercase',
          !isFlat && 'mb-1.5',
        )}
      >
        How to read it
      </h2>
      {isFlat ? <FlatItems /> : <Items />}
    </section>
  );
}

function FlatItems() {
  return (
    <ul className="contents">
      {ITEMS.map(([words, mark]) => (
        <li key={words} className="flex items-center gap-1.5">
          <Mark>{mark}</Mark>
          {words}
        </li>
      ))}
      <li>
        <span className="font-mono font-semibold text-ink">LEO</span> next offset
      </li>
      <li>colour and shape: partition</li>
    </ul>
  );
}

/** The legend behind a button. */
export function LegendButton() {
  return (
    <Popover trigger={<Button size="small">How to read it</Button>} name="How to read it" side="top">
      <Items />
    </Popover>
  );
}
