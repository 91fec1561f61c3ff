// A short fact in a frame. Its tone is never the only sign: the words say it too.
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type ChipTone = 'plain' | 'warning' | 'fault' | 'control' | 'good' | 'down';

const TONES: Record<ChipTone, string> = {
  plain: 'border-line-strong bg-card text-body',
  warning: 'border-warning hatch-warning text-warning-text',
  fault: 'border-fault-line bg-fault-soft text-fault-text',
  control: 'border-control bg-control-soft text-control-text',
  good: 'border-good bg-good-soft text-good-text',
  down: 'border-line-strong hatch-down text-down-text',
};

export interface ChipProps {
  readonly tone?: ChipTone;
  readonly isMono?: boolean;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A chip: one fact. */
export function Chip({ tone = 'plain', isMono = false, children, className }: ChipProps) {
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1 rounded-control border px-1.5 py-0.5 text-xs leading-4 font-medium whitespace-nowrap',
        isMono && 'font-mono',
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
