// What the player needs of the browser; tests hand in their own.

export interface PlayerEnvironment {
  /** Milliseconds of the wall clock. */
  now(): number;
  requestFrame(callback: () => void): number;
  cancelFrame(id: number): void;
  setTimer(callback: () => void, ms: number): number;
  clearTimer(id: number): void;
  isHidden(): boolean;
  /** Calls back when the page is hidden or shown again. */
  onVisibility(callback: () => void): () => void;
}

/** The page itself. */
export function browserEnvironment(): PlayerEnvironment {
  return {
    now: () => performance.now(),
    requestFrame: (callback) => requestAnimationFrame(callback),
    cancelFrame: (id) => cancelAnimationFrame(id),
    setTimer: (callback, ms) => setTimeout(callback, ms) as unknown as number,
    clearTimer: (id) => clearTimeout(id),
    isHidden: () => document.hidden,
    onVisibility(callback) {
      document.addEventListener('visibilitychange', callback);
      return () => document.removeEventListener('visibilitychange', callback);
    },
  };
}
