// What can be told of a share group from what its coordinator holds, without computing assignments.
// [src: group-coordinator/modern/share/ShareGroup.java: maybeUpdateGroupState]

import type { ShareGroup } from './coordinator-state.ts';

/** The assignor of all share groups (group.share.assignors). */
export const SHARE_ASSIGNOR = 'simple';

/** Empty or Stable: computed, not stored. */
export function shareGroupState(group: ShareGroup): string {
  return Object.keys(group.members).length === 0 ? 'Empty' : 'Stable';
}
