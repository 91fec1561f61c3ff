// A small window beside the button that opens it.
import { Content, Portal, Root, Trigger } from '@radix-ui/react-popover';
import type { ReactElement, ReactNode } from 'react';

export interface PopoverProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  /** Said when it opens. */
  readonly name: string;
  readonly children: ReactNode;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly align?: 'start' | 'center' | 'end';
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
}

/** A popover; Escape or a press outside closes it and the focus goes back to the trigger. */
export function Popover({
  trigger,
  name,
  children,
  side = 'bottom',
  align = 'start',
  isOpen,
  onOpenChange,
}: PopoverProps) {
  return (
    <Root
      {...(isOpen === undefined ? {} : { open: isOpen })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <Trigger asChild>{trigger}</Trigger>
      <Portal>
        <Content
          aria-label={name}
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-[min(36rem,var(--radix-popover-content-available-height))] max-w-[calc(100vw-1rem)] overflow-y-auto rounded-panel border border-line-strong bg-card p-3 text-sm text-body"
        >
          {children}
        </Content>
      </Portal>
    </Root>
  );
}
