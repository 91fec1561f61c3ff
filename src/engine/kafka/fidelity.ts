// How faithful the model is, mechanism by mechanism: what learners see on the fidelity page. Tests hold it to the tree
// (every `Simplification:` has its note) and to the conformance data (nothing is claimed that does not agree).

import { absentRoom } from './fidelity/absent.ts';
import { AGREEING_CALLS, AGREEING_RECORDINGS, AGREEING_STORIES } from './fidelity/agreeing.ts';
import { consumerRoom, networkRoom, producerRoom } from './fidelity/clients.ts';
import { controllerRoom } from './fidelity/controller.ts';
import { faultRoom } from './fidelity/faults.ts';
import { groupRoom } from './fidelity/groups.ts';
import { logRoom } from './fidelity/log.ts';
import type { Mechanism, Room } from './fidelity/mechanism.ts';
import { quorumRoom } from './fidelity/quorum.ts';
import { replicationRoom } from './fidelity/replication.ts';
import { shareRoom } from './fidelity/shares.ts';

/** Everything that is said, in the order in which it is shown. */
export const FIDELITY: readonly Room[] = [
  logRoom,
  replicationRoom,
  controllerRoom,
  quorumRoom,
  producerRoom,
  consumerRoom,
  groupRoom,
  shareRoom,
  networkRoom,
  faultRoom,
  absentRoom,
];

const agreeing = [
  ...[...Object.keys(AGREEING_STORIES), ...AGREEING_CALLS].map(nameOf),
  ...AGREEING_RECORDINGS,
];

/** "stories/unclean-election.json" as mechanisms name it. */
export function nameOf(path: string): string {
  return path.replace(/^(stories|wire)\//, '').replace(/\.json$/, '');
}

/** The recordings about a mechanism that the engine agrees with from end to end. */
export function agreeingFixtures(mechanism: Mechanism): readonly string[] {
  return (mechanism.fixtures ?? []).filter((name) => agreeing.includes(name));
}
