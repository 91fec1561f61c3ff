// The record ledger as a chunk of its own: it is behind a tab.
import { type ComponentProps, lazy, Suspense } from 'react';
import type { RecordsView } from '../views/records/RecordsView.tsx';
import { Loading } from './Loading.tsx';

const Loaded = lazy(async () => ({
  default: (await import('../views/records/RecordsView.tsx')).RecordsView,
}));

/** RecordsView, loaded when it is shown. */
export function LazyRecordsView(props: ComponentProps<typeof RecordsView>) {
  return (
    <Suspense fallback={<Loading />}>
      <Loaded {...props} />
    </Suspense>
  );
}
