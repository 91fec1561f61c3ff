// Checks of the expectations: a known metric or fact, something to compare with, and a time before the end.

import { METRIC_NAMES } from '../kafka/metric-names.ts';
import type { Report } from './cross-checks.ts';
import { isMap, type Known } from './known.ts';
import { knownIds, type Path } from './problems.ts';
import { COMPARISONS, LIMITS } from './scenario.ts';
import { parseDuration, writeDuration } from './units-text.ts';

/** Facts about one partition; `leader`, `isr` and `elr` are compared with node names. */
export const PARTITION_FACTS = [
  'leader',
  'isr',
  'elr',
  'leaderEpoch',
  'highWatermark',
  'logEndOffset',
] as const;
export type PartitionFact = (typeof PARTITION_FACTS)[number];
/** Facts about a consumer group; `owner` and `committedOffset` are of one partition. */
export const GROUP_FACTS = ['groupState', 'generation', 'groupEpoch', 'owner', 'committedOffset'] as const;
export type GroupFact = (typeof GROUP_FACTS)[number];
/** Metrics that can be asked of one group. */
export const GROUP_METRICS = [
  'lag',
  'lagMax',
  'lagTimeMax',
  'processed',
  'skipped',
  'dupDelivered',
  'orderInversions',
  'pausedPartitionMs',
  'partitionsMoved',
  'revoked',
] as const;
export type GroupMetric = (typeof GROUP_METRICS)[number];
const OF_A_GROUP: readonly string[] = [...GROUP_FACTS, ...GROUP_METRICS];
const OF_A_GROUP_PARTITION: readonly string[] = ['owner', 'committedOffset'];
const OF_A_REPLICA = ['highWatermark', 'logEndOffset', 'leaderEpoch'];
const AFTER_LAST_ENTRY = 30_000_000;
const WITHOUT_TIMELINE = 60_000_000;

/** End of the run: as written, else 30 s after the last entry of the timeline, else 60 s. */
export function endOf(root: Record<string, unknown>): number {
  const until = parseDuration(root.until);
  if (until !== undefined) return until;
  let last = -1;
  if (Array.isArray(root.timeline)) {
    for (const entry of root.timeline) if (isMap(entry)) last = Math.max(last, parseDuration(entry.at) ?? -1);
  }
  return last < 0 ? WITHOUT_TIMELINE : Math.min(last + AFTER_LAST_ENTRY, LIMITS.until);
}

function checkNames(
  value: unknown,
  path: Path,
  brokers: readonly string[],
  isLeader: boolean,
  report: Report,
): void {
  const list = Array.isArray(value) ? value : [value];
  list.forEach((item, i) => {
    const at = Array.isArray(value) ? [...path, i] : path;
    const isKnownId =
      typeof item === 'number' &&
      Number.isInteger(item) &&
      item >= (isLeader ? -1 : 1) &&
      item <= brokers.length;
    const isKnown = typeof item === 'string' && (brokers.includes(item) || (isLeader && item === 'none'));
    if (!isKnown && !isKnownId && (typeof item === 'string' || typeof item === 'number')) {
      report(
        at,
        item,
        'is not a known broker',
        `${knownIds(String(item), brokers)}${isLeader ? ', or none' : ''}`,
      );
    }
  });
}

function checkValue(
  path: Path,
  that: string,
  key: string,
  value: unknown,
  known: Known,
  report: Report,
): void {
  if (value === undefined) return;
  const isOrder = key === 'atLeast' || key === 'atMost';
  if (that === 'groupState' || that === 'owner') {
    if (isOrder || typeof value !== 'string')
      report(path, value, `cannot be compared with ${that}`, 'equals or not, and a name');
  } else if (that === 'leader') {
    if (isOrder || Array.isArray(value))
      report(path, value, 'cannot be compared with a leader', 'equals or not, and one broker or none');
    else checkNames(value, path, known.brokers, true, report);
  } else if (that === 'isr' || that === 'elr') {
    if (isOrder) {
      if (typeof value !== 'number') report(path, value, 'is not a number', 'the number of members');
    } else checkNames(value, path, known.brokers, false, report);
  } else if (typeof value !== 'number') {
    report(path, value, 'is not a number', 'a number');
  }
}

/** `group` stands beside what is of a group, and facts of a group need it. */
function checkGroup(
  path: Path,
  { group }: Record<string, unknown>,
  that: string,
  known: Known,
  report: Report,
): void {
  if (group === undefined) {
    if ((GROUP_FACTS as readonly string[]).includes(that))
      report([...path, 'group'], undefined, 'is missing', `the group; ${knownIds('', known.groups)}`);
    return;
  }
  if (!OF_A_GROUP.includes(that))
    report(
      [...path, 'group'],
      'group',
      `does not belong to ${that}`,
      `of a group: ${OF_A_GROUP.join(', ')}`,
      true,
    );
  else if (typeof group === 'string' && !known.groups.includes(group))
    report([...path, 'group'], group, 'is not a known group', knownIds(group, known.groups));
}

function checkOne(
  path: Path,
  entry: Record<string, unknown>,
  known: Known,
  end: number,
  report: Report,
): void {
  const at = parseDuration(entry.at);
  if (at !== undefined && at > end)
    report(
      [...path, 'at'],
      entry.at,
      'is later than the end of the run',
      `end, or at most ${writeDuration(end)}`,
    );
  const used = COMPARISONS.filter((c) => entry[c] !== undefined);
  if (used.length === 0)
    report(path, undefined, 'has nothing to compare with', `one of ${COMPARISONS.join(', ')}`);
  const that = entry.that;
  if (typeof that !== 'string') return;
  const isFact = (PARTITION_FACTS as readonly string[]).includes(that) || OF_A_GROUP_PARTITION.includes(that);
  const names = [...METRIC_NAMES, ...PARTITION_FACTS, ...GROUP_FACTS];
  if (!names.includes(that)) {
    report([...path, 'that'], that, 'is not a known metric or fact', knownIds(that, names));
    return;
  }
  if (isFact && entry.partition === undefined)
    report(
      [...path, 'partition'],
      undefined,
      'is missing',
      `the partition of ${that}; ${knownIds('', known.partitions)}`,
    );
  if (!isFact && entry.partition !== undefined)
    report(
      [...path, 'partition'],
      'partition',
      `does not belong to the metric ${that}`,
      `facts of a partition: ${PARTITION_FACTS.join(', ')}`,
      true,
    );
  if (entry.node !== undefined && !OF_A_REPLICA.includes(that))
    report(
      [...path, 'node'],
      'node',
      `does not belong to ${that}`,
      `facts of a replica: ${OF_A_REPLICA.join(', ')}`,
      true,
    );
  checkGroup(path, entry, that, known, report);
  const { partition, node } = entry;
  if (typeof partition === 'string' && !known.partitions.includes(partition))
    report(
      [...path, 'partition'],
      partition,
      'is not a known partition',
      knownIds(partition, known.partitions),
    );
  if (typeof node === 'string' && !known.brokers.includes(node))
    report([...path, 'node'], node, 'is not a known broker', knownIds(node, known.brokers));
  for (const key of used) checkValue([...path, key], that, key, entry[key], known, report);
}

export function checkExpectations(
  root: Record<string, unknown>,
  known: Known,
  until: number | undefined,
  report: Report,
): void {
  if (!Array.isArray(root.expect)) return;
  const end = until ?? endOf(root);
  root.expect.slice(0, LIMITS.expectations).forEach((entry: unknown, i) => {
    if (isMap(entry)) checkOne(['expect', i], entry, known, end, report);
  });
}
