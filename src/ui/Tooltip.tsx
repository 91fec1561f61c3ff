// A few words on hover or focus. Never the only place of a fact: phones have no hover.
import { Content, Portal, Provider, Root, Trigger } from '@radix-ui/react-tooltip';
import type { ReactElement, ReactNode } from 'react';

export interface TooltipProps {
  readonly text: ReactNode;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  /** One element that can be focused. */
  readonly children: ReactElement;
}

/** Shows `text` beside its child while that is hovered or focused. */
export function Tooltip({ text, side = 'top', children }: TooltipProps) {
  return (
    <Provider delayDuration={400}>
      <Root>
        <Trigger asChild>{children}</Trigger>
        <Portal>
          <Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-72 rounded-control bg-ink px-2 py-1 text-xs text-on-ink"
          >
            {text}
          </Content>
        </Portal>
      </Root>
    </Provider>
  );
}
