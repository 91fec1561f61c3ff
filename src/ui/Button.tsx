// Buttons with words. A button that changes nothing is not drawn; a disabled one says why in its title.
import type { ButtonHTMLAttributes, Ref } from 'react';
import { classNames } from './class-names.ts';

export type ButtonVariant = 'primary' | 'secondary' | 'danger' | 'ghost';

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'border-ink bg-ink text-on-ink font-semibold hover:opacity-90',
  secondary: 'border-line-strong bg-card text-ink font-medium hover:bg-sunken',
  danger: 'border-fault bg-card text-fault-text font-semibold hover:bg-fault-soft',
  ghost: 'border-transparent bg-transparent text-body font-medium hover:bg-sunken hover:text-ink',
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `danger` is for faults only. */
  readonly variant?: ButtonVariant;
  readonly size?: 'small' | 'normal' | 'large';
  readonly ref?: Ref<HTMLButtonElement>;
}

const SIZES = {
  small: 'min-h-11 md:min-h-7 px-2.5 text-xs',
  normal: 'min-h-11 md:min-h-9 px-3.5 text-sm',
  large: 'min-h-12 px-5 text-sm',
};

/** A button with words. At least 44 px high on phones. */
export function Button({ variant = 'secondary', size = 'normal', className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={classNames(
        'inline-flex select-none items-center justify-center gap-2 rounded-card border whitespace-nowrap',
        'cursor-pointer disabled:cursor-not-allowed disabled:opacity-55',
        SIZES[size],
        VARIANTS[variant],
        className,
      )}
      {...rest}
    />
  );
}
