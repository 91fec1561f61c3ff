// Which questions a lesson may ask about a consumer group. grading-groups.ts answers them.

/** Questions about one group; with `partition` or `member`, about one of it. */
export const GROUP_ASKABLE = [
  'owner',
  'coordinator',
  'groupLeader',
  'generation',
  'committedOffset',
  'position',
  'startOffset',
  'lag',
  'pausedMs',
  'unreadPartition',
  'idleMembers',
  'owned',
  'revoked',
  'processed',
] as const;

export type GroupQuestion = (typeof GROUP_ASKABLE)[number];

export function isGroupQuestion(that: string): that is GroupQuestion {
  return (GROUP_ASKABLE as readonly string[]).includes(that);
}
