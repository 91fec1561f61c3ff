// What the lamps of the invariants show at one moment: a sentence holds, something may break it by now, it was broken, or
// it was not checked that far. Nothing after the horizon gets in.

import { describeExcuse, LAMPS, type LampName } from '../../engine/kafka/invariants/sentences.ts';
import type { InvariantBreak, InvariantReport } from '../../engine/scenario/invariant-watch.ts';
import { formatTimeShort } from '../../ui/format.ts';

export type LampState = 'holds' | 'excused' | 'broken' | 'wrong' | 'unknown';

export interface Lamp {
  readonly name: LampName;
  readonly state: LampState;
  /** Two or three words: "holds", "broken at 18.0 s". */
  readonly says: string;
  /** First moment it broke, before or after the playhead; absent when it does not, or when that is hidden. */
  readonly brokenAt?: number;
  /** What broke, in the words of the check. */
  readonly message: string;
  /** Why a correct cluster may break it by now, or why it did. */
  readonly excuses: readonly string[];
}

const NAMES = Object.keys(LAMPS) as LampName[];

/** The lamps of a run: those of groups only where there are such groups. */
export function lampNames(groups: readonly { readonly protocol: string }[]): LampName[] {
  const hasShare = groups.some(({ protocol }) => protocol === 'share');
  const hasOwners = groups.some(({ protocol }) => protocol !== 'share');
  return NAMES.filter((name) => (name.startsWith('G') ? hasOwners : name.startsWith('S') ? hasShare : true));
}

/** What each reason may break is the engine's to say: an excuse comes with its invariants. */
function excusesAt(report: InvariantReport, name: LampName, t: number): string[] {
  const now = report.excuses.filter((excuse) => excuse.since <= t && excuse.breaks.includes(name));
  return now.map(describeExcuse);
}

function afterBreak(name: LampName, broken: InvariantBreak): Lamp {
  const isExcused = broken.excuses.length > 0;
  return {
    name,
    state: isExcused ? 'broken' : 'wrong',
    says: `broken at ${formatTimeShort(broken.at)}`,
    brokenAt: broken.at,
    message: `${broken.subject}: ${broken.message}`,
    excuses: broken.excuses.map(describeExcuse),
  };
}

function lampOf(report: InvariantReport | undefined, name: LampName, t: number, horizon: number): Lamp {
  const broken = report?.breaks.find((one) => one.invariant === name && one.at <= horizon);
  if (report !== undefined && broken !== undefined && broken.at <= t) return afterBreak(name, broken);
  if (report === undefined || report.checkedTo < t)
    return { name, state: 'unknown', says: 'not checked yet', message: '', excuses: [] };
  const excuses = excusesAt(report, name, t);
  return {
    name,
    state: excuses.length > 0 ? 'excused' : 'holds',
    says: excuses.length > 0 ? 'holds, may break' : 'holds',
    ...(broken === undefined ? {} : { brokenAt: broken.at }),
    message: '',
    excuses,
  };
}

/** The lamps of these names at `t`. */
export function lampsAt(
  report: InvariantReport | undefined,
  t: number,
  horizon: number,
  names: readonly LampName[],
): Lamp[] {
  return names.map((name) => lampOf(report, name, Math.min(t, horizon), horizon));
}

/** "All seven hold", "I1 broken, 2 may break". */
export function summaryOf(lamps: readonly Lamp[]): string {
  const named = (...states: LampState[]) => lamps.filter(({ state }) => states.includes(state));
  if (named('unknown').length === lamps.length) return 'being checked';
  const broken = named('broken', 'wrong').map(({ name }) => name);
  const excused = named('excused').length;
  const parts = [
    ...(broken.length > 0 ? [`${broken.join(', ')} broken`] : []),
    ...(excused > 0 ? [`${excused} may break`] : []),
  ];
  return parts.length === 0 ? 'all hold' : parts.join(', ');
}
