// A window over the page that keeps the focus until it is closed (Escape, the cross, or outside).
import { Close, Content, Description, Overlay, Portal, Root, Title } from '@radix-ui/react-dialog';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly title: string;
  /** One sentence under the title. */
  readonly description?: ReactNode;
  readonly children: ReactNode;
  /** Buttons at the end. */
  readonly footer?: ReactNode;
  /** `side` stands at the right edge over the full height, on phones at the bottom. */
  readonly placement?: 'center' | 'side';
  readonly width?: 'narrow' | 'normal' | 'wide';
}

const WIDTHS = { narrow: 'md:w-96', normal: 'md:w-[34rem]', wide: 'md:w-[54rem]' };

/** A modal dialog. */
export function Dialog({
  isOpen,
  onOpenChange,
  title,
  description,
  children,
  footer,
  placement = 'center',
  width = 'normal',
}: DialogProps) {
  return (
    <Root open={isOpen} onOpenChange={onOpenChange}>
      <Portal>
        <Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={classNames(
            'fixed z-50 flex flex-col border border-line bg-card text-body',
            placement === 'center'
              ? 'top-1/2 left-1/2 max-h-[min(44rem,92dvh)] w-[calc(100vw-1.5rem)] max-w-[calc(100vw-1.5rem)] -translate-x-1/2 -translate-y-1/2 rounded-panel'
              : 'inset-x-0 bottom-0 max-h-[88dvh] rounded-t-panel md:inset-y-0 md:right-0 md:left-auto md:max-h-none md:rounded-none md:border-y-0 md:border-r-0',
            WIDTHS[width],
          )}
        >
          <header className="flex items-start gap-3 border-b border-line px-5 py-3.5">
            <div className="min-w-0 flex-1">
              <Title className="text-base font-semibold text-ink">{title}</Title>
              {description !== undefined && (
                <Description className="mt-0.5 text-sm text-muted">{description}</Description>
              )}
            </div>
            <Close
              aria-label="Close"
              className="-mr-2 inline-flex size-11 shrink-0 cursor-pointer items-center justify-center rounded-card text-muted hover:bg-sunken hover:text-ink md:size-8"
            >
              <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
                <path d="M1 1 11 11M11 1 1 11" stroke="currentColor" strokeWidth="1.6" fill="none" />
              </svg>
            </Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </footer>
          )}
        </Content>
      </Portal>
    </Root>
  );
}
