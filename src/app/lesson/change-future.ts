// Which of the futures of a run is the one that a step's change made: a lesson may change one run in several steps, and
// the reader may have changed it too.
import type { Change } from '../../lessons/lesson-schema.ts';
import type { Future } from '../../player/player-types.ts';

/** What an intervention of the change names. */
export function targetOfChange({ node, topic }: Pick<Change, 'node' | 'topic'>) {
  if (node !== undefined) return { node };
  return topic === undefined ? {} : { topic };
}

/** The newest future that is the run as it was but for this change; undefined while it has not been made. */
export function futureOfChange(futures: readonly Future[], change: Change): Future | undefined {
  const main = futures[0];
  const target = targetOfChange(change);
  const wanted = JSON.stringify(change.config);
  return futures.findLast(
    ({ parent, forkedAt, recording }) =>
      parent === main?.id &&
      recording.interventions.some(
        (one) =>
          one.do === 'set' &&
          one.at === forkedAt &&
          // The player puts what is done one microsecond after the time that it shows; links may name that itself.
          (one.at === change.at || one.at === change.at + 1) &&
          one.node === target.node &&
          one.topic === target.topic &&
          JSON.stringify(one.config) === wanted,
      ),
  );
}
