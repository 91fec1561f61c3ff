// What stands where something is still being loaded.
import { useWork } from './idle.ts';

/** While a page's chunk is on its way. */
export function Loading() {
  useWork(true);
  return (
    <p role="status" className="p-8 text-center text-sm text-muted">
      Loading…
    </p>
  );
}
