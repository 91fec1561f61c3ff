import type { ReactNode } from 'react';

/** A key of the keyboard. */
export function Kbd({ children }: { readonly children: ReactNode }) {
  return (
    <kbd className="inline-block min-w-5 rounded-control border border-line-strong bg-sunken px-1 text-center text-xs text-body">
      {children}
    </kbd>
  );
}
