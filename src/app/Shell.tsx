// The frame of every page: logo, where one is, actions, and the page itself with the focus put on it.
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { Button } from '../ui/Button.tsx';
import { classNames } from '../ui/class-names.ts';
import { chooseTheme, useTheme } from '../ui/use-theme.ts';
import { Logo } from './Logo.tsx';
import { fidelityHash } from './router.ts';
import { TroubleBar } from './TroubleBar.tsx';

/** The slot in the header that the current page fills. */
const HeaderSlot = createContext<HTMLElement | null>(null);

interface ShellProps {
  /** Changes with the page: then the focus moves to it. */
  readonly pageKey: string;
  readonly children: ReactNode;
}

/** Header, messages about storage, and the page. */
export function Shell({ pageKey, children }: ShellProps) {
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const main = useRef<HTMLElement>(null);
  useFocusOnChange(main, pageKey);
  return (
    <div className="flex min-h-dvh flex-col">
      <button
        type="button"
        className="absolute top-2 left-2 z-50 -translate-y-20 rounded-card border border-line-strong bg-card px-3 py-2 text-sm text-ink focus:translate-y-0"
        onClick={() => main.current?.focus()}
      >
        Skip to the content
      </button>
      <header className="flex min-h-13 shrink-0 items-center gap-3 border-b border-line bg-card px-3 md:px-5">
        <a href="#/" aria-label="Faultline, start page" className="flex min-h-11 items-center gap-2 text-ink">
          <Logo />
          <span className="hidden text-lg font-bold tracking-tight md:inline">Faultline</span>
        </a>
        <div ref={setSlot} className="flex min-w-0 flex-1 items-center gap-3" />
        <a
          href={fidelityHash()}
          className="hidden px-1 text-sm text-body hover:text-ink hover:underline xl:inline"
        >
          Fidelity
        </a>
        <ThemeButton />
      </header>
      <TroubleBar />
      <HeaderSlot value={slot}>
        <main ref={main} tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
          {children}
        </main>
      </HeaderSlot>
    </div>
  );
}

/** The first page keeps the browser's own start of the focus; every later one takes it. */
function useFocusOnChange(main: React.RefObject<HTMLElement | null>, pageKey: string): void {
  const shown = useRef(pageKey);
  useEffect(() => {
    if (shown.current === pageKey) return;
    shown.current = pageKey;
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [main, pageKey]);
}

/** Puts a page's breadcrumbs and buttons into the header. */
export function Header({ children }: { readonly children: ReactNode }) {
  const slot = useContext(HeaderSlot);
  return slot === null ? null : createPortal(children, slot);
}

interface BreadcrumbsProps {
  /** The last one is the page itself. */
  readonly items: readonly { readonly title: string; readonly href?: string }[];
  /** On a phone the page says its title itself. */
  readonly isTitleBelow?: boolean;
}

/** Where this page stands. */
export function Breadcrumbs({ items, isTitleBelow = false }: BreadcrumbsProps) {
  return (
    <nav aria-label="Where you are" className="min-w-0 flex-1">
      <ol className={classNames('flex min-w-0 items-center gap-2 text-sm', isTitleBelow && 'max-md:hidden')}>
        {items.map((item, i) => (
          <li
            key={item.title}
            {...(i === items.length - 1 ? { 'aria-current': 'page' as const } : {})}
            className={
              i === items.length - 1
                ? 'min-w-0 text-ink max-md:line-clamp-2 max-md:text-[0.8125rem] max-md:leading-tight md:truncate'
                : 'hidden shrink-0 text-muted xl:block'
            }
          >
            {i > 0 && (
              <span aria-hidden="true" className="mr-2 hidden text-muted xl:inline">
                /
              </span>
            )}
            {item.href === undefined ? item.title : <a href={item.href}>{item.title}</a>}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function ThemeButton() {
  const theme = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <Button onClick={() => chooseTheme(other)} aria-label={other === 'dark' ? 'Dark theme' : 'Light theme'}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
      </svg>
      <span className="hidden sm:inline">{other === 'dark' ? 'Dark theme' : 'Light theme'}</span>
    </Button>
  );
}

/** The title of the browser's tab. It never tells what a prediction hides. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined ? 'Faultline' : `${title} · Faultline`;
  }, [title]);
}
