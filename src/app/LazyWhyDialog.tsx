// The dialog of causes as a chunk of its own: nobody asks why before something has happened.
import { type ComponentProps, lazy, Suspense } from 'react';
import type { WhyDialog } from './WhyDialog.tsx';

const Loaded = lazy(async () => ({ default: (await import('./WhyDialog.tsx')).WhyDialog }));

/** WhyDialog, loaded when it is shown. */
export function LazyWhyDialog(props: ComponentProps<typeof WhyDialog>) {
  return (
    <Suspense>
      <Loaded {...props} />
    </Suspense>
  );
}
