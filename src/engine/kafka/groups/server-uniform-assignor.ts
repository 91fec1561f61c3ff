// The server-side UniformAssignor of the consumer protocol (KIP-848), the default of group.consumer.assignors: loads
// differ by one at most, and as much as possible stays where it is. No racks.

import type { MemberTarget, ServerGroup } from './server-assignor.ts';
import { assignHeterogeneous } from './server-uniform-heterogeneous.ts';
import { assignHomogeneous } from './server-uniform-homogeneous.ts';

/** New target of every member, in the order of `group.members`; nothing at all when nobody is subscribed to anything. */
export function assignServerUniform(group: ServerGroup): MemberTarget[] {
  if (group.members.length === 0) return [];
  return group.isHomogeneous ? assignHomogeneous(group) : assignHeterogeneous(group);
}
