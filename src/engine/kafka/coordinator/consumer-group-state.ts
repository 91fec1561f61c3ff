// What can be told of a group of the consumer protocol (KIP-848) from what its coordinator holds, without computing
// assignments: pages ask it of groups before the engine has been loaded.
// [src: group-coordinator/modern/consumer/ConsumerGroup.java: maybeUpdateGroupState, computePreferredServerAssignor]

import { offeredAssignors, SERVER_ASSIGNORS, type ServerAssignor } from '../groups/server-assignor.ts';
import type { ConsumerGroup, CoordinatorConfig } from './coordinator-state.ts';

/** Empty, Assigning, Reconciling or Stable: computed, not stored. */
export function consumerGroupState(group: ConsumerGroup): string {
  const members = Object.values(group.members);
  if (members.length === 0) return 'Empty';
  if (group.groupEpoch > group.assignmentEpoch) return 'Assigning';
  const isDone = members.every(
    ({ current }) => current.state === 'STABLE' && current.memberEpoch === group.assignmentEpoch,
  );
  return isDone ? 'Stable' : 'Reconciling';
}

/** The assignor named by most members, else the first of group.consumer.assignors. */
export function preferredAssignor(group: ConsumerGroup, config: CoordinatorConfig): ServerAssignor {
  const offered = offeredAssignors(config['group.consumer.assignors']);
  let best = offered[0] ?? SERVER_ASSIGNORS[0];
  let votes = 0;
  for (const name of offered) {
    const count = Object.values(group.members).filter((m) => m.serverAssignor === name).length;
    if (count <= votes) continue;
    best = name;
    votes = count;
  }
  return best;
}
