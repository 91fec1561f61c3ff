// A button with a picture only: its name is said, and shown as a tooltip.
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { classNames } from './class-names.ts';
import { Tooltip } from './Tooltip.tsx';

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What it does, in words. */
  readonly name: string;
  readonly shape?: 'square' | 'round';
  readonly variant?: 'primary' | 'secondary' | 'ghost';
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

const VARIANTS = {
  primary: 'bg-ink text-on-ink border-ink hover:opacity-90',
  secondary: 'bg-card text-ink border-line-strong hover:bg-sunken',
  ghost: 'bg-transparent text-body border-transparent hover:bg-sunken hover:text-ink',
};

/** A square or round button of 36 px (44 px on phones) around an svg. */
export function IconButton({
  name,
  shape = 'square',
  variant = 'secondary',
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={name}>
      <button
        type="button"
        aria-label={name}
        className={classNames(
          'inline-flex size-11 md:size-9 shrink-0 items-center justify-center border',
          'cursor-pointer disabled:cursor-not-allowed disabled:opacity-55',
          shape === 'round' ? 'rounded-full' : 'rounded-card',
          VARIANTS[variant],
          className,
        )}
        {...rest}
      />
    </Tooltip>
  );
}
