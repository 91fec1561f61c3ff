// Steps of consumer groups: members that join and leave, and looks at a group through the admin client.

import type { GroupDescription } from '../../engine/kafka/admin/admin-state.ts';
import type { ConfigValue } from '../../engine/kafka/config/config-key.ts';
import { groupKeys, shareGroupKeys } from '../../engine/kafka/config/defaults.ts';
import type { Callbacks, DescribedGroup, StepNamed } from '../../engine/scenario/story-schema.ts';
import { differs } from './compare.ts';
import { compareCallbacks, compareGroups } from './compare-groups.ts';
import {
  callbacksOf,
  closeMember,
  holding,
  isAlive,
  noteRefusedMember,
  startMember,
  tell,
} from './group-members.ts';
import type { Callback } from './journal.ts';
import { call, pass, Refused, signal } from './operator.ts';
import { DONE, type Outcome } from './outcome.ts';
import { shownAs } from './recorded-choices.ts';
import { noteUnmodelled, type StoryState } from './story-state.ts';

/** The recorder's own times, ms. */
const POLL_MS = 100;
const AWAIT_LIMIT_MS = 60_000;
const QUIET_MS = 2_500;
const AFTER_CONFIG_MS = 1_000;

/** Settings of the recorder's members; the story's own come over them. */
const MEMBER_SETTINGS = { 'metadata.max.age.ms': '2000', 'auto.offset.reset': 'earliest' };
export const CLASSIC_SETTINGS = { 'session.timeout.ms': '6000', 'heartbeat.interval.ms': '500' };

export function playJoin(state: StoryState, step: StepNamed<'join'>): Outcome {
  const { group, member: client, topics, assignor, instanceId } = step;
  const { present } = state.members;
  const before = present.get(client);
  if (before !== undefined && isAlive(state, before.node))
    return { differences: [`member ${client} is there already`] };
  const protocol = step.protocol ?? 'classic';
  const assignorKey = protocol === 'classic' ? 'partition.assignment.strategy' : 'group.remote.assignor';
  const settings: Record<string, ConfigValue> = {
    ...MEMBER_SETTINGS,
    'group.protocol': protocol,
    ...(protocol === 'classic' && CLASSIC_SETTINGS),
    ...(assignor !== undefined && { [assignorKey]: assignor }),
    ...step.config,
  };
  let node: string;
  try {
    node = startMember(state, { group, client, topics, instanceId: instanceId ?? '' }, settings);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    node = noteRefusedMember(state, client, error.exception);
  }
  present.set(client, { group, node, looked: 0 });
  return DONE;
}

export function playLeave(state: StoryState, step: StepNamed<'leave'>): Outcome {
  const { present } = state.members;
  const member = present.get(step.member);
  if (member === undefined) return { differences: [`there is no member ${step.member}`] };
  closeMember(state, member.node, step.how ?? 'leave');
  present.delete(step.member);
  return DONE;
}

export function playStall(state: StoryState, step: StepNamed<'stall'>): Outcome {
  const member = state.members.present.get(step.member);
  if (member === undefined) return { differences: [`there is no member ${step.member}`] };
  tell(state, member.node, { kind: 'stall', ms: step.ms });
  return DONE;
}

function askGroup(state: StoryState, group: string): GroupDescription {
  const described = call(state.cluster, { kind: 'describeGroup', group }).group;
  if (described === undefined) throw new Refused('TimeoutException');
  return described;
}

/** As the recorder writes it. */
function shown(described: GroupDescription): DescribedGroup {
  const { state, type, assignor, groupEpoch, members } = described;
  return {
    state,
    type,
    assignor,
    ...(type === 'Consumer' && { groupEpoch }),
    memberIds: Object.fromEntries(members.map((m) => [m.clientId, m.memberId])),
    assignment: Object.fromEntries(members.map((m) => [m.clientId, [...m.assignment].sort()])),
  };
}

/** Per member that did not leave: its callbacks since the last look. */
function takeCallbacks(state: StoryState, group: string): Callbacks {
  const all: Record<string, Callback[]> = {};
  for (const [name, member] of state.members.present) {
    if (member.group !== group) continue;
    const list = callbacksOf(state, member.node);
    all[name] = list.slice(member.looked);
    member.looked = list.length;
  }
  return all as Callbacks;
}

/** A text that stays the same while nothing happens; '' while the group is not as wished. */
function settled(state: StoryState, group: string, wanted: number): string {
  let described: GroupDescription;
  try {
    described = askGroup(state, group);
  } catch (error) {
    if (error instanceof Refused) return '';
    throw error;
  }
  const isStable = described.state === 'Stable' || (wanted === 0 && described.state === 'Empty');
  if (!isStable || described.members.length !== wanted) return '';
  const told = new Map(described.members.map((m) => [m.memberId, [...m.assignment].sort().join()]));
  let heard = 0;
  for (const member of state.members.present.values()) {
    if (member.group !== group) continue;
    heard += callbacksOf(state, member.node).length;
    const { id, tps } = holding(state, member.node);
    const assignment = told.get(id);
    if (assignment !== undefined && assignment !== [...tps].sort().join()) return '';
  }
  return `${heard} ${JSON.stringify([...told])}`;
}

export function playAwaitGroup(state: StoryState, step: StepNamed<'awaitGroup'>): Outcome {
  const { world } = state.cluster.run;
  const limitMs = Math.min(AWAIT_LIMIT_MS, step.timeoutMs ?? AWAIT_LIMIT_MS);
  const end = world.now + limitMs * 1000;
  let seen = '';
  let since = 0;
  let isQuiet = false;
  while (!isQuiet && world.now < end) {
    const now = settled(state, step.group, step.members);
    if (now === '' || now !== seen) {
      seen = now;
      since = world.now;
    } else isQuiet = world.now - since >= QUIET_MS * 1000;
    if (!isQuiet) pass(state.cluster, POLL_MS);
  }
  const group = shown(askGroup(state, step.group));
  const callbacks = takeCallbacks(state, step.group);
  const ours = { ...(!isQuiet && { timedOut: true }), group, callbacks };
  const { observed } = step;
  if (observed === undefined || !('group' in observed)) return { ours, differences: [] };
  const differences: string[] = [];
  if ((observed.timedOut === true) === isQuiet)
    differences.push(differs('timedOut', observed.timedOut === true, !isQuiet));
  differences.push(...compareShown(state, step.group, observed.group, group));
  if (observed.callbacks !== undefined) differences.push(...compareCallbacks(observed.callbacks, callbacks));
  return { ours, differences };
}

function compareShown(state: StoryState, group: string, recorded: DescribedGroup, ours: DescribedGroup) {
  const { shown: all, ours: had } = state.members;
  for (const [client, id] of Object.entries(ours.memberIds)) had.add(JSON.stringify([group, client, id]));
  return compareGroups(
    recorded,
    ours,
    (client, id) => all.get(shownAs(group, client))?.includes(id) === true,
    (client, id) => had.has(JSON.stringify([group, client, id])),
  );
}

export function playDescribeGroup(state: StoryState, step: StepNamed<'describeGroup'>): Outcome {
  const ours = shown(askGroup(state, step.group));
  const { observed } = step;
  if (observed === undefined || !('state' in observed)) return { ours, differences: [] };
  return { ours, differences: compareShown(state, step.group, observed, ours) };
}

export function playCallbacks(state: StoryState, step: StepNamed<'callbacks'>): Outcome {
  const ours = takeCallbacks(state, step.group);
  const { observed } = step;
  if (observed === undefined) return { ours, differences: [] };
  return { ours, differences: compareCallbacks(observed as Callbacks, ours) };
}

export function playGroupOffsets(state: StoryState, step: StepNamed<'groupOffsets'>): Outcome {
  const { committed = [] } = call(state.cluster, { kind: 'listGroupOffsets', group: step.group });
  const ours = Object.fromEntries(committed.map(({ tp, offset }) => [tp, offset]));
  const recorded = step.observed as Readonly<Record<string, number>> | undefined;
  if (recorded === undefined) return { ours, differences: [] };
  const differences: string[] = [];
  for (const tp of new Set([...Object.keys(recorded), ...Object.keys(ours)])) {
    if (recorded[tp] !== ours[tp]) differences.push(differs(`committed of ${tp}`, recorded[tp], ours[tp]));
  }
  return { ours, differences };
}

export function playKillCoordinator(state: StoryState, step: StepNamed<'killCoordinator'>): Outcome {
  const { coordinator } = askGroup(state, step.group);
  signal(state.cluster, coordinator, 'crash');
  const { observed } = step;
  const ours = { node: coordinator };
  if (observed === undefined || !('node' in observed) || observed.node === coordinator)
    return { ours, differences: [] };
  return { ours, differences: [differs('coordinator', observed.node, coordinator)] };
}

/** Settings of groups of other kinds, which are noted as not modelled where the engine has none of that kind. */
export function playGroupConfig(state: StoryState, step: StepNamed<'groupConfig'>): Outcome {
  const config = Object.fromEntries(
    Object.entries(step.config).map(([name, value]) => [name, String(value)]),
  );
  call(state.cluster, { kind: 'alterGroupConfigs', group: step.group, config });
  for (const name in config)
    if (!Object.hasOwn(groupKeys, name) && !Object.hasOwn(shareGroupKeys, name))
      noteUnmodelled(state, `group setting ${name}`);
  pass(state.cluster, AFTER_CONFIG_MS);
  return DONE;
}
