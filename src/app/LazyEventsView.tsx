// The list of events as a chunk of its own: it is behind a tab.
import { type ComponentProps, lazy, Suspense } from 'react';
import type { EventsView } from '../views/events/EventsView.tsx';
import { Loading } from './Loading.tsx';

const Loaded = lazy(async () => ({ default: (await import('../views/events/EventsView.tsx')).EventsView }));

/** EventsView, loaded when it is shown. */
export function LazyEventsView(props: ComponentProps<typeof EventsView>) {
  return (
    <Suspense fallback={<Loading />}>
      <Loaded {...props} />
    </Suspense>
  );
}
