// A page whose frames, timers and visibility the test moves by hand. For tests of what a player does over time.

/** What a player needs of a browser, and the strings to pull. */
export function fakePage() {
  let now = 0;
  let isHidden = false;
  let id = 0;
  const frames = new Map<number, () => void>();
  const visibility = new Set<() => void>();
  const take = (callback: () => void) => {
    frames.set(++id, callback);
    return id;
  };
  const environment = {
    now: () => now,
    requestFrame: take,
    cancelFrame: (one: number) => {
      frames.delete(one);
    },
    setTimer: take,
    clearTimer: (one: number) => {
      frames.delete(one);
    },
    isHidden: () => isHidden,
    onVisibility(callback: () => void) {
      visibility.add(callback);
      return () => {
        visibility.delete(callback);
      };
    },
  };
  return {
    environment,
    /** Frames and timers asked for and not yet given. */
    pending: () => frames.size,
    /** Lets `ms` pass and gives everything that was asked for. */
    frame(ms: number) {
      now += ms;
      const due = [...frames.values()];
      frames.clear();
      for (const one of due) one();
    },
    hide(hidden: boolean) {
      isHidden = hidden;
      for (const one of visibility) one();
    },
  };
}
