// Whom a partition waits for while nobody reads it.

import { type GroupTrack, type OwnerSpan, SESSION_OVER } from './group-track.ts';

/** "m3" of "order-processing-3". */
export function shortName(group: GroupTrack, node: string): string {
  return node.startsWith(`${group.group}-`) ? `m${node.slice(group.group.length + 1)}` : node;
}

/** Whom a partition waits for while nobody reads it, as far as that may be known. */
export function waitWords(group: GroupTrack, gap: OwnerSpan, limit: number): string {
  const to = Math.min(gap.to, limit);
  const short = (node: string) => shortName(group, node);
  if (gap.isCrash) {
    const removed = group.removals.find((one) => one.node === gap.before && one.at >= gap.from);
    // It came back before its session was over.
    const next = nextOf(group, gap);
    if (removed === undefined && next !== undefined && next.from <= limit && next.owner === gap.before)
      return `waits for ${short(gap.before)}`;
    // The end of the session is nearly all of such a gap; what the rest waits for is in its title.
    if (removed === undefined || removed.at > to || removed.at - gap.from > (to - gap.from) / 2)
      return `waits for the session of ${short(gap.before)}`;
  }
  const barrier = group.barriers.find(({ at }) => at > gap.from && at <= to);
  // It may open because somebody is given up, not because the last one has come: a process that came back as another
  // member leaves its old self behind.
  const givenUp = group.removals.find(({ at }) => at === barrier?.at);
  if (givenUp !== undefined) {
    const isSession = group.ticks.some(
      ({ at, node, verb }) => at === givenUp.at && node === givenUp.node && verb === SESSION_OVER,
    );
    return isSession ? `waits for the session of ${short(givenUp.node)}` : `waits for ${short(givenUp.node)}`;
  }
  if (barrier !== undefined && barrier.last !== '' && barrier.last !== gap.before)
    return `waits for ${short(barrier.last)}`;
  const next = nextOf(group, gap);
  if (next === undefined || next.from > limit) return 'nobody consumes';
  return `waits for ${short(next.owner)}`;
}

/** What ends a gap: when, and who reads then; the first of several members of a share group. */
function nextOf(group: GroupTrack, gap: OwnerSpan): { from: number; owner: string } | undefined {
  const track = [...group.partitions.values()].find((one) => one.spans.includes(gap));
  const next = track?.spans.find((span) => span.from === gap.to);
  if (next === undefined) return undefined;
  const reader = track?.readers.find((one) => one.from === next.from)?.node;
  return { from: next.from, owner: reader ?? next.owner };
}
