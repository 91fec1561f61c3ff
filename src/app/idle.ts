// The app says whether anything is still under way, as `data-idle` on the root element: browser tests wait on it, and
// it is what "idle" means in the figures. Nothing here runs by itself.

import { useEffect } from 'react';

let busy = 0;

function show(): void {
  document.documentElement.dataset.idle = busy === 0 ? 'true' : 'false';
}

/** Says that something is under way until the returned function is called. */
export function beginWork(): () => void {
  busy++;
  show();
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    busy--;
    // Whoever waits for the end wants to see its outcome drawn.
    setTimeout(show, 0);
  };
}

/** Work for as long as `isBusy`. */
export function useWork(isBusy: boolean): void {
  useEffect(() => (isBusy ? beginWork() : undefined), [isBusy]);
}
