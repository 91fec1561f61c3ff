// What an address asks the fidelity page about: mechanisms by id, a built-in run (`run:<id>`), or the runs of a lesson
// (`lesson:<id>`).
import { FIDELITY } from '../../engine/kafka/fidelity.ts';
import { findLesson, hasScenario, loadLesson, loadScenario } from '../content.ts';
import { knownIds } from './fidelity-filter.ts';
import { mechanismsOf } from './mechanisms-of.ts';

export interface Asked {
  /** "the run “Zone a goes dark”"; '' when mechanisms were named. */
  readonly title: string;
  /** Known ids. */
  readonly ids: readonly string[];
}

const asked = new Map<string, Promise<Asked>>();

/** Finds out once per address; rejects when a scenario cannot be loaded, and tries again the next time. */
export function findAsked(about: readonly string[]): Promise<Asked> {
  const key = about.join(',');
  let promise = asked.get(key);
  if (promise === undefined) {
    promise = find(about);
    promise.catch(() => asked.delete(key));
    asked.set(key, promise);
  }
  return promise;
}

async function find(about: readonly string[]): Promise<Asked> {
  const [kind, id = ''] = (about[0] ?? '').split(':');
  if (kind === 'run' && hasScenario(id)) {
    const { scenario } = await loadScenario(id);
    return { title: `the run “${scenario.title}”`, ids: knownIds(FIDELITY, mechanismsOf([scenario])) };
  }
  const entry = kind === 'lesson' ? findLesson(id)?.entry : undefined;
  if (entry !== undefined) {
    const { runs } = await loadLesson(id);
    const scenarios = Object.values(runs).map((run) => run.scenario);
    return { title: `the lesson “${entry.title}”`, ids: knownIds(FIDELITY, mechanismsOf(scenarios)) };
  }
  return { title: '', ids: knownIds(FIDELITY, about) };
}
