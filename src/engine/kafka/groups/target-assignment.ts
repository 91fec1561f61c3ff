// The next target assignment of a consumer group (KIP-848, TargetAssignmentBuilder): hands the group to an assignor in
// the order of the coordinator's hash maps, and returns what its log keeps of the result.
// Simplification: with 12 or more topics, topics of one bucket may follow each other in another order after `range`; it
// shows only when such a group changes from range to uniform.

import { must } from '../../../base/assert.ts';
import { javaCollectionCapacity, javaHashOrder, javaIntegerOrder, javaStringOrder } from './java-hash.ts';
import type {
  MemberTarget,
  ServerAssignor,
  ServerGroup,
  ServerMember,
  TopicAssignment,
} from './server-assignor.ts';
import { assignServerRange } from './server-range-assignor.ts';
import { assignServerUniform } from './server-uniform-assignor.ts';
import { javaUuidHash } from './uuid.ts';

/**
 * New target of every member, in hash order of member ids. `group.members` in the order in which they joined, each with
 * its target of last time as returned here; a target that did not change is the same object.
 */
export function nextTargets(assignor: ServerAssignor, group: ServerGroup): MemberTarget[] {
  const assign = assignor === 'range' ? assignServerRange : assignServerUniform;
  return recordedTargets(group.members, (members) => assign({ ...group, members }));
}

/** What `assign` gives to members in the coordinator's order, as read back from its records. */
export function recordedTargets(
  of: readonly ServerMember[],
  assign: (members: readonly ServerMember[]) => readonly MemberTarget[],
): MemberTarget[] {
  const byId = new Map(of.map((m) => [m.memberId, m]));
  const members = javaStringOrder([...byId.keys()]).map((id) => must(byId.get(id), 'a member by its id'));
  const targets = new Map(assign(members).map((t) => [t.memberId, t.target]));
  return members.map(({ memberId, target }) => {
    const next = targets.get(memberId) ?? {};
    return { memberId, target: isSameTarget(target, next) ? target : asRecorded(next) };
  });
}

/** Equal topics with equal partitions, in any order. */
function isSameTarget(a: Readonly<TopicAssignment>, b: Readonly<TopicAssignment>): boolean {
  const topicIds = Object.keys(a);
  if (topicIds.length !== Object.keys(b).length) return false;
  return topicIds.every((topicId) => {
    const left = a[topicId] ?? [];
    const right = b[topicId];
    return right !== undefined && left.length === right.length && left.every((p) => right.includes(p));
  });
}

/** As read back from its record: a new map, and a new set per topic (Assignment.fromRecord). */
function asRecorded(target: Readonly<TopicAssignment>): TopicAssignment {
  const recorded: TopicAssignment = {};
  for (const topicId of javaHashOrder(Object.keys(target), javaUuidHash)) {
    const partitions = target[topicId] ?? [];
    recorded[topicId] = javaIntegerOrder(partitions, javaCollectionCapacity(partitions.length));
  }
  return recorded;
}
