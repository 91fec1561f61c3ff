import type { ReactNode } from 'react';

/** A line across the page above a run: something to know, nothing to do about. */
export function Notice({ children }: { readonly children: ReactNode }) {
  return <p className="border-b border-warning bg-warning-soft px-5 py-2 text-sm text-ink">{children}</p>;
}
