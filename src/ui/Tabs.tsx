// One of several panels at a time. Arrow keys walk the tabs.
import { Content, List, Root, Trigger } from '@radix-ui/react-tabs';
import type { ReactNode } from 'react';
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

/** A row of tabs and the panel of the chosen one. Only that panel is mounted. */
export function Tabs({ name, items, value, onChange, before, className, look = 'plain' }: TabsProps) {
  const isSegmented = look === 'segmented';
  return (
    <Root value={value} onValueChange={onChange} className={classNames('flex min-h-0 flex-col', className)}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {before}
        <List
          aria-label={name}
          className={classNames(
            'flex gap-1',
            isSegmented ? 'w-full rounded-panel border border-line-strong bg-sunken p-1' : 'ml-auto',
          )}
        >
          {items.map((item) => (
            <Trigger
              key={item.id}
              value={item.id}
              className={classNames(
                'min-h-11 cursor-pointer rounded-card px-3.5 text-sm font-medium text-muted hover:text-ink md:min-h-8',
                'data-[state=active]:font-semibold data-[state=active]:text-ink',
                isSegmented ? 'flex-1 data-[state=active]:bg-card' : 'data-[state=active]:bg-line/80',
              )}
            >
              {item.title}
            </Trigger>
          ))}
        </List>
      </div>
      {items.map((item) => (
        <Content key={item.id} value={item.id} className="min-h-0 flex-1">
          {item.content}
        </Content>
      ))}
    </Root>
  );
}
