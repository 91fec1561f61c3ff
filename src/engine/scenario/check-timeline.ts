// Checks of the timeline: every entry has one known target that its action can be done to, and what the action needs.

import type { Report } from './cross-checks.ts';
import { isMap, type Known } from './known.ts';
import { knownIds, type Path } from './problems.ts';
import { LIMITS } from './scenario.ts';
import {
  APPLICATION_SETTINGS,
  PARTITIONS,
  type SettingScope,
  settingNames,
  settingProblems,
} from './settings.ts';
import { DURATION_EXAMPLES, parseDuration } from './units-text.ts';

const TARGETS = ['node', 'zone', 'link', 'topic'] as const;
type Target = (typeof TARGETS)[number];

/** What each action can be done to. */
const ALLOWED_TARGETS: Record<string, readonly Target[]> = {
  crash: ['node', 'zone'],
  restart: ['node', 'zone'],
  shutdown: ['node', 'zone'],
  pause: ['node', 'zone'],
  resume: ['node', 'zone'],
  loseDisk: ['node', 'zone'],
  isolate: ['node', 'zone'],
  cut: ['link'],
  heal: ['node', 'zone', 'link'],
  slow: ['node', 'zone', 'link'],
  lossy: ['link'],
  set: ['node', 'topic'],
};

/** Which kind of settings a node has. */
function scopeOf(node: string, known: Known): SettingScope | undefined {
  if (known.brokers.includes(node)) return 'broker';
  if (known.controllers.includes(node)) return 'controller';
  if (known.producers.includes(node)) return 'producer';
  if (known.consumers.includes(node)) return 'consumer';
  if (known.shareMembers.includes(node)) return 'shareMember';
  return known.members.includes(node) ? 'member' : undefined;
}

function checkTarget(path: Path, entry: Record<string, unknown>, known: Known, report: Report): void {
  const action = String(entry.do);
  const allowed = ALLOWED_TARGETS[action];
  if (allowed === undefined) return;
  const named = TARGETS.filter((target) => entry[target] !== undefined);
  if (named.length === 0 && action === 'heal') return;
  const choices = allowed.map((t) => (t === 'link' ? 'link: [a, b]' : `${t}: name`)).join(' or ');
  if (named.length === 0) report(path, undefined, `${action} has no target`, choices);
  if (named.length > 1)
    report(
      [...path, named[1] as string],
      entry[named[1] as string],
      'is a second target',
      `one of ${named.join(', ')}`,
      true,
    );
  for (const target of named) {
    if (!allowed.includes(target))
      report([...path, target], target, `cannot be the target of ${action}`, choices, true);
  }
  const { node, zone, topic, link } = entry;
  if (typeof node === 'string' && !known.nodes.includes(node))
    report([...path, 'node'], node, 'is not a known node', knownIds(node, known.nodes));
  if (typeof zone === 'string' && !known.zones.includes(zone))
    report([...path, 'zone'], zone, 'is not a known zone', knownIds(zone, known.zones));
  if (typeof topic === 'string' && !known.topics.includes(topic))
    report([...path, 'topic'], topic, 'is not a known topic', knownIds(topic, known.topics));
  if (Array.isArray(link)) {
    const ends = [...known.nodes, ...known.zones];
    link.forEach((end, i) => {
      if (typeof end === 'string' && !ends.includes(end))
        report([...path, 'link', i], end, 'is not a known node or zone', knownIds(end, ends));
    });
    const isZone = typeof link[0] === 'string' && known.zones.includes(link[0]);
    if (link.length === 2 && link[0] === link[1] && !isZone)
      report([...path, 'link', 1], link[1], 'is the same end twice', 'two different ends');
  }
}

function checkDetails(path: Path, entry: Record<string, unknown>, report: Report): void {
  const action = entry.do;
  const details = [
    ['how', 'crash', false],
    ['factor', 'slow', true],
    ['loss', 'lossy', true],
    ['config', 'set', true],
  ] as const;
  for (const [key, owner, isRequired] of details) {
    if (entry[key] !== undefined && action !== owner)
      report([...path, key], key, `belongs to ${owner}, not to ${String(action)}`, `do: ${owner}`, true);
    if (isRequired && action === owner && entry[key] === undefined)
      report([...path, key], undefined, 'is missing', `${owner} needs ${key}`);
  }
  if (action === 'crash' && entry.zone !== undefined && entry.how === 'process') {
    report([...path, 'how'], 'process', 'is not how a zone is lost', 'host or power (default host)');
  }
}

function checkSetting(path: Path, entry: Record<string, unknown>, known: Known, report: Report): void {
  const config = entry.config;
  if (entry.do !== 'set' || !isMap(config)) return;
  if (Object.keys(config).length === 0)
    report([...path, 'config'], config, 'is empty', 'at least one setting');
  const scope =
    typeof entry.topic === 'string'
      ? 'topic'
      : typeof entry.node === 'string'
        ? scopeOf(entry.node, known)
        : undefined;
  if (scope === undefined) return;
  const isMember = scope === 'member' || scope === 'shareMember';
  const application = isMember ? Object.values(APPLICATION_SETTINGS) : [];
  const more = scope === 'topic' ? [PARTITIONS] : application;
  const names: readonly string[] = [...settingNames(scope), ...more];
  if (scope === 'topic') checkPartitions(path, entry, config[PARTITIONS], known, report);
  for (const name of application) {
    if (config[name] !== undefined && parseDuration(config[name]) === undefined)
      report([...path, 'config', name], config[name], 'is not a duration', DURATION_EXAMPLES);
  }
  for (const name of Object.keys(config)) {
    if (!names.includes(name))
      report(
        [...path, 'config', name],
        name,
        `is not a setting of a ${scope === 'shareMember' ? 'share member' : scope}`,
        knownIds(name, names),
        true,
      );
  }
  for (const problem of settingProblems(scope, config)) {
    report([...path, 'config', problem.name], config[problem.name], problem.message, problem.allowed);
  }
}

/** Kafka only ever adds partitions; how many there are then is looked at when it happens. */
function checkPartitions(
  path: Path,
  entry: Record<string, unknown>,
  value: unknown,
  known: Known,
  report: Report,
): void {
  if (value === undefined) return;
  const present = known.partitions.filter((tp) => tp.slice(0, tp.lastIndexOf('-')) === entry.topic).length;
  const room = LIMITS.partitions - known.partitions.length + present;
  if (typeof value === 'number' && Number.isInteger(value) && value > present && value <= room) return;
  const allowed = `a whole number from ${present + 1} to ${room}: partitions can only be added`;
  report([...path, 'config', PARTITIONS], value, 'is not an allowed value', allowed);
}

export function checkTimeline(root: Record<string, unknown>, known: Known, report: Report): void {
  if (!Array.isArray(root.timeline)) return;
  root.timeline.slice(0, LIMITS.timeline).forEach((entry: unknown, i) => {
    if (!isMap(entry)) return;
    const path = ['timeline', i];
    const at = parseDuration(entry.at);
    if (at !== undefined && at > LIMITS.until)
      report([...path, 'at'], entry.at, 'is too late', 'at most 1 h');
    checkTarget(path, entry, known, report);
    checkDetails(path, entry, report);
    checkSetting(path, entry, known, report);
  });
}
