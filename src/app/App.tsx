// Which page is shown for which address. Each page but the first is a chunk of its own.
import { lazy, Suspense } from 'react';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { HomePage } from './home/HomePage.tsx';
import { Loading } from './Loading.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { parseRoute, type Route, useHash } from './router.ts';
import { Shell } from './Shell.tsx';

const FidelityPage = lazy(async () => ({
  default: (await import('./fidelity/FidelityPage.tsx')).FidelityPage,
}));
const LessonPage = lazy(async () => ({ default: (await import('./lesson/LessonPage.tsx')).LessonPage }));
const RunPage = lazy(async () => ({ default: (await import('./run/RunPage.tsx')).RunPage }));

/** Everything on the page. */
export function App() {
  const hash = useHash();
  const route = parseRoute(hash);
  const key = keyOf(route);
  return (
    <Shell pageKey={key}>
      <ErrorBoundary resetKey={key}>
        <Suspense fallback={<Loading />}>
          <Page key={key} route={route} />
        </Suspense>
      </ErrorBoundary>
    </Shell>
  );
}

/** Pages that differ in this start anew; a lesson's steps do not. */
function keyOf(route: Route): string {
  if (route.page === 'lesson') return `lesson ${route.id}`;
  if (route.page === 'run') return `run ${route.id} ${route.link} ${route.at}`;
  return route.page;
}

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'home':
      return <HomePage />;
    case 'lesson':
      return <LessonPage id={route.id} step={route.step} link={route.link} />;
    case 'run':
      return <RunPage id={route.id} link={route.link} at={route.at} />;
    case 'fidelity':
      return <FidelityPage about={route.about} at={route.at} />;
    case 'notFound':
      return <NotFoundPage what={`The address "${route.hash}" leads nowhere.`} />;
  }
}
