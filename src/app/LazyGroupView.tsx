// The view of consumer groups as a chunk of its own: it is behind a tab, and only in runs that have groups.
import { type ComponentProps, lazy, Suspense } from 'react';
import type { GroupView } from '../views/group/GroupView.tsx';
import { Loading } from './Loading.tsx';

const Loaded = lazy(async () => ({ default: (await import('../views/group/GroupView.tsx')).GroupView }));

/** GroupView, loaded when it is shown. */
export function LazyGroupView(props: ComponentProps<typeof GroupView>) {
  return (
    <Suspense fallback={<Loading />}>
      <Loaded {...props} />
    </Suspense>
  );
}
