// Which interventions of a run are the user's own, and which were in its scenario.

import type { Intervention } from '../engine/kernel/intervention.ts';

/** Those of `all` that `scheduled` does not hold; equal ones are counted, not just looked up. */
export function userInterventions(
  all: readonly Intervention[],
  scheduled: readonly Intervention[],
): readonly Intervention[] {
  const left = new Map<string, number>();
  for (const one of scheduled) {
    const key = JSON.stringify(one);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return all.filter((one) => {
    const key = JSON.stringify(one);
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
}
