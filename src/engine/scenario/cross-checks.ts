// What the schema alone cannot judge: known ids, targets, totals, settings against each other. Works on unchecked
// input and skips what has the wrong shape (that is reported already), so that all errors come at once.

import { checkExpectations } from './check-expectations.ts';
import { checkTimeline } from './check-timeline.ts';
import { isMap, type Known, knownOf, namesOf } from './known.ts';
import { knownIds, type Path, type Problem, showValue } from './problems.ts';
import { LIMITS } from './scenario.ts';
import { type SettingScope, settingNames, settingProblems } from './settings.ts';
import { parseDuration, parseRate } from './units-text.ts';

/** Collects problems; `value` is shown as found. */
export type Report = (path: Path, value: unknown, message: string, allowed: string, isKey?: boolean) => void;

/** The admin client that carries out changed settings; it stands outside all zones. */
export const ADMIN_NODE = 'admin';

/** How many members a group asks for. */
function membersOf(root: Record<string, unknown>, group: string): unknown {
  const spec = isMap(root.groups) ? root.groups[group] : undefined;
  return isMap(spec) ? (spec.members ?? 1) : 1;
}

function checkNames(root: Record<string, unknown>, known: Known, report: Report): void {
  const seen: string[] = [];
  for (const section of ['brokers', 'controllers', 'producers', 'consumers'] as const) {
    for (const name of known[section]) {
      const path = [section, name];
      if (name === ADMIN_NODE || name in {}) report(path, name, 'is a reserved name', 'any other name', true);
      if (seen.includes(name))
        report(path, name, 'is the name of another node already', 'a name of its own', true);
      seen.push(name);
    }
  }
  for (const group of known.groups) {
    const path = ['groups', group];
    if (group in {}) report(path, group, 'is a reserved name', 'any other name', true);
    for (const member of namesOf(membersOf(root, group), `${group}-`, 100)) {
      if (seen.includes(member))
        report(
          path,
          group,
          `would have a member ${member}, which is the name of another node`,
          'another name',
          true,
        );
      seen.push(member);
    }
  }
  for (const topic of known.topics) {
    if (topic in {}) report(['topics', topic], topic, 'is a reserved name', 'any other name', true);
  }
  known.zones.forEach((zone, i) => {
    if (zone in {}) report(['zones', i], zone, 'is a reserved name', 'any other name');
    if (known.zones.indexOf(zone) < i) report(['zones', i], zone, 'is listed twice', 'each zone once');
  });
  for (const name of seen) {
    if (known.zones.includes(name))
      report(['zones', known.zones.indexOf(name)], name, 'is the name of a node too', 'a name of its own');
  }
  if (!isMap(root.controllers)) return;
  const active = known.controllers.filter(
    (name) =>
      isMap(root.controllers) && isMap(root.controllers[name]) && root.controllers[name].active === true,
  );
  if (active.length > 1)
    report(
      ['controllers', active[1] as string, 'active'],
      true,
      'a second controller is active',
      'one active controller',
    );
}

function checkCounts(root: Record<string, unknown>, known: Known, report: Report): void {
  const brokers = known.brokers.length;
  if (root.brokers !== undefined && brokers === 0)
    report(['brokers'], root.brokers, 'holds no broker', 'at least one');
  if (brokers > LIMITS.brokers)
    report(['brokers'], brokers, 'are too many brokers', `at most ${LIMITS.brokers}`);
  const controllers = known.controllers.length;
  if (root.controllers !== undefined && ![1, 3, 5].includes(controllers)) {
    report(
      ['controllers'],
      controllers,
      'is not a usable number of controllers',
      '1, 3 or 5: a quorum needs a majority',
    );
  }
  const clients = known.producers.length + known.consumers.length + known.members.length;
  if (clients > LIMITS.clients)
    report(
      ['producers'],
      clients,
      'are too many clients',
      `at most ${LIMITS.clients} producers, consumers and members of groups`,
    );
  if (known.topics.length > LIMITS.topics)
    report(['topics'], known.topics.length, 'are too many topics', `at most ${LIMITS.topics}`);
  if (known.partitions.length > LIMITS.partitions) {
    report(
      ['topics'],
      known.partitions.length,
      'are too many partitions',
      `at most ${LIMITS.partitions} over all topics`,
    );
  }
  const until = parseDuration(root.until);
  if (until !== undefined && (until <= 0 || until > LIMITS.until)) {
    report(['until'], root.until, until <= 0 ? 'is too short' : 'is too long', 'more than 0 s, at most 1 h');
  }
}

function checkZone(
  path: Path,
  spec: Record<string, unknown>,
  known: Known,
  isRequired: boolean,
  report: Report,
): void {
  const zone = spec.zone;
  if (zone === undefined) {
    if (isRequired && known.zones.length > 0)
      report([...path, 'zone'], undefined, 'is missing', `a zone; known: ${known.zones.join(', ')}`);
  } else if (typeof zone === 'string' && !known.zones.includes(zone)) {
    report([...path, 'zone'], zone, 'is not a known zone', knownIds(zone, known.zones));
  }
}

function checkSettings(path: Path, scope: SettingScope, values: unknown, report: Report): void {
  if (!isMap(values)) return;
  for (const problem of settingProblems(scope, values)) {
    report([...path, problem.name], values[problem.name], problem.message, problem.allowed);
  }
}

function checkServers(root: Record<string, unknown>, known: Known, report: Report): void {
  for (const section of ['brokers', 'controllers'] as const) {
    const map = root[section];
    if (!isMap(map)) continue;
    for (const [name, spec] of Object.entries(map)) {
      if (!isMap(spec)) continue;
      checkZone([section, name], spec, known, true, report);
      checkSettings(
        [section, name, 'config'],
        section === 'brokers' ? 'broker' : 'controller',
        spec.config,
        report,
      );
    }
  }
}

/** An assignment by hand: known brokers, none twice, as many for each partition. [src: ReplicationControlManager.createTopic] */
function checkReplicas(path: Path, spec: Record<string, unknown>, known: Known, report: Report): void {
  const lists = spec.replicas;
  if (!Array.isArray(lists)) return;
  if (typeof spec.partitions === 'number' && spec.partitions !== lists.length) {
    report(
      [...path, 'partitions'],
      spec.partitions,
      'is not the number of lists under replicas',
      `${lists.length}, or leave it out`,
    );
  }
  lists.forEach((list: unknown, p) => {
    if (!Array.isArray(list)) return;
    const factor = spec['replication.factor'] ?? (Array.isArray(lists[0]) ? lists[0].length : list.length);
    if (list.length !== factor)
      report([...path, 'replicas', p], list, 'has another number of replicas', `${String(factor)} brokers`);
    list.forEach((broker: unknown, i) => {
      if (typeof broker !== 'string') return;
      if (!known.brokers.includes(broker))
        report([...path, 'replicas', p, i], broker, 'is not a known broker', knownIds(broker, known.brokers));
      else if (list.indexOf(broker) < i)
        report([...path, 'replicas', p, i], broker, 'is listed twice', 'each broker once');
    });
  });
}

function checkTopics(root: Record<string, unknown>, known: Known, report: Report): void {
  if (!isMap(root.topics)) return;
  for (const [name, spec] of Object.entries(root.topics)) {
    if (!isMap(spec)) continue;
    const factor = spec['replication.factor'];
    if (typeof factor === 'number' && known.brokers.length > 0 && factor > known.brokers.length) {
      const count = known.brokers.length;
      report(
        ['topics', name, 'replication.factor'],
        factor,
        'is more than there are brokers',
        `1 to ${count}; known brokers: ${known.brokers.join(', ')}`,
      );
    }
    checkReplicas(['topics', name], spec, known, report);
    checkSettings(['topics', name], 'topic', spec, report);
  }
}

function checkTopicName(path: Path, topic: unknown, known: Known, report: Report): void {
  if (typeof topic === 'string' && !known.topics.includes(topic))
    report(path, topic, 'is not a known topic', knownIds(topic, known.topics));
}

function checkClients(root: Record<string, unknown>, known: Known, report: Report): void {
  if (isMap(root.producers)) {
    for (const [name, spec] of Object.entries(root.producers)) {
      if (!isMap(spec)) continue;
      checkZone(['producers', name], spec, known, false, report);
      checkTopicName(['producers', name, 'topic'], spec.topic, known, report);
      const rate = parseRate(spec.rate);
      if (rate !== undefined && (rate <= 0 || rate > LIMITS.rate)) {
        report(
          ['producers', name, 'rate'],
          spec.rate,
          rate <= 0 ? 'is too low' : 'is too high',
          `more than 0, at most ${LIMITS.rate}/s`,
        );
      }
      checkSettings(['producers', name], 'producer', spec, report);
    }
  }
  if (!isMap(root.consumers)) return;
  for (const [name, spec] of Object.entries(root.consumers)) {
    if (!isMap(spec)) continue;
    const path = ['consumers', name];
    checkZone(path, spec, known, false, report);
    if ((spec.topic === undefined) === (spec.topics === undefined)) {
      const what = spec.topic === undefined ? 'reads no topic' : 'has both topic and topics';
      report(path, name, what, `topic: name or topics: [names]; ${knownIds('', known.topics)}`, true);
    }
    checkTopicName([...path, 'topic'], spec.topic, known, report);
    if (Array.isArray(spec.topics)) {
      for (const [i, topic] of spec.topics.entries())
        checkTopicName([...path, 'topics', i], topic, known, report);
    }
    checkSettings(path, 'consumer', spec, report);
  }
}

/** Beside the settings: what a group of either kind can have. */
const ANY_GROUP = ['topic', 'topics', 'members', 'running', 'zone', 'zones', 'processing', 'commit', 'type'];

/** A share group has settings that a group of consumers has not, and the other way round. */
function checkKind(path: Path, spec: Record<string, unknown>, report: Report): void {
  const isShare = spec.type === 'share';
  const ofShares = [...settingNames('shareMember'), ...settingNames('shareGroup'), 'answers'];
  const ofConsumers = [...settingNames('member'), 'group.instance.id'];
  const own = isShare ? ofShares : ofConsumers;
  const others = isShare ? ofConsumers : ofShares;
  for (const key of Object.keys(spec)) {
    if (ANY_GROUP.includes(key) || own.includes(key) || !others.includes(key)) continue;
    const what = isShare ? 'does not belong to a share group' : 'belongs to a share group only';
    report([...path, key], key, what, isShare ? knownIds(key, own) : 'type: share beside it', true);
  }
  if (!isShare) return;
  if (spec.answers !== undefined && spec['share.acknowledgement.mode'] !== 'explicit')
    report(
      [...path, 'answers'],
      'answers',
      'needs an application that answers itself',
      'share.acknowledgement.mode: explicit',
      true,
    );
  if (spec.commit !== undefined && spec.commit !== 'sync')
    report([...path, 'commit'], spec.commit, 'is not how a share group commits', 'sync, or leave it out');
}

function checkGroups(root: Record<string, unknown>, known: Known, report: Report): void {
  if (!isMap(root.groups)) return;
  for (const [name, spec] of Object.entries(root.groups)) {
    if (!isMap(spec)) continue;
    const path = ['groups', name];
    checkZone(path, spec, known, false, report);
    if (Array.isArray(spec.zones)) {
      if (spec.zone !== undefined)
        report([...path, 'zones'], 'zones', 'stands beside zone', 'zone: name or zones: [names]', true);
      for (const [i, zone] of spec.zones.entries()) {
        if (typeof zone === 'string' && !known.zones.includes(zone))
          report([...path, 'zones', i], zone, 'is not a known zone', knownIds(zone, known.zones));
      }
    }
    if ((spec.topic === undefined) === (spec.topics === undefined)) {
      const what = spec.topic === undefined ? 'reads no topic' : 'has both topic and topics';
      report(path, name, what, `topic: name or topics: [names]; ${knownIds('', known.topics)}`, true);
    }
    checkTopicName([...path, 'topic'], spec.topic, known, report);
    if (Array.isArray(spec.topics)) {
      for (const [i, topic] of spec.topics.entries())
        checkTopicName([...path, 'topics', i], topic, known, report);
    }
    const members = spec.members ?? 1;
    if (typeof spec.running === 'number' && typeof members === 'number' && spec.running > members)
      report([...path, 'running'], spec.running, 'is more than there are members', `0 to ${members}`);
    const isAuto = spec['enable.auto.commit'];
    if (
      spec.type !== 'share' &&
      spec.commit !== undefined &&
      isAuto !== undefined &&
      (spec.commit === 'auto' || spec.commit === 'handover') !== (String(isAuto) === 'true')
    )
      report([...path, 'commit'], spec.commit, 'is in conflict with enable.auto.commit', 'one of the two');
    checkKind(path, spec, report);
    if (spec.type === 'share') {
      checkSettings(path, 'shareMember', spec, report);
      checkSettings(path, 'shareGroup', spec, report);
    } else checkSettings(path, 'member', spec, report);
  }
}

/** Everything that is wrong beyond the shape. `until` (µs) replaces the scenario's own end. */
export function crossProblems(root: unknown, until: number | undefined): Problem[] {
  if (!isMap(root)) return [];
  const problems: Problem[] = [];
  const report: Report = (path, value, message, allowed, isKey = false) => {
    problems.push({ path, isKey, value: isKey ? String(value) : showValue(value), message, allowed });
  };
  const known = knownOf(root);
  checkNames(root, known, report);
  checkCounts(root, known, report);
  checkServers(root, known, report);
  checkTopics(root, known, report);
  checkClients(root, known, report);
  checkGroups(root, known, report);
  checkTimeline(root, known, report);
  checkExpectations(root, known, until, report);
  return problems;
}
