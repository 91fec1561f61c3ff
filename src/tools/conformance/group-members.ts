// Members of groups that stay from step to step: clients of the cluster that poll until they are told to leave.

import type { ConfigError, ConfigValue } from '../../engine/kafka/config/config-key.ts';
import { memberKeys } from '../../engine/kafka/config/defaults.ts';
import { readMemberConfig } from '../../engine/kafka/config/read-member-config.ts';
import {
  type MemberCommand,
  type MemberConfig,
  type MemberJob,
  type MemberNode,
  memberIdOf,
} from '../../engine/kafka/member/member-state.ts';
import { addNode, commandNode } from '../../engine/kernel/run.ts';
import { isOffered, knownSettings } from './cluster.ts';
import { isHarmless } from './harmless-settings.ts';
import { type Callback, noteCallback } from './journal.ts';
import { NotModelled, Refused, signalNode, waitFor } from './operator.ts';
import { shownAs } from './recorded-choices.ts';
import { noteUnmodelled, type StoryState } from './story-state.ts';

/** The recorder waits so long for a member's thread to end, and its consumers so long in close(), ms. */
const JOIN_THREAD_MS = 30_000;
const CLOSE_MS = 10_000;

/** A member that did not leave. */
export interface StoryMember {
  readonly group: string;
  /** Its node; of one whose settings were refused there is none of that name. */
  readonly node: string;
  /** Callbacks that earlier steps have looked at. */
  looked: number;
}

/** What a step says about a member besides its settings. */
export interface MemberWish {
  readonly group: string;
  readonly client: string;
  readonly topics: readonly string[];
  readonly instanceId: string;
  readonly job?: MemberJob;
}

/** What the recorder sees of a consumer's constructor that refuses its settings. [src: KafkaConsumer; Heartbeat; ConsumerPartitionAssignor] */
function thrownFor(error: ConfigError): string {
  if (error.key === 'partition.assignment.strategy' && error.reason === 'notAllowed')
    return 'ClassNotFoundException';
  if (error.key === 'heartbeat.interval.ms' && error.reason === 'conflict') return 'IllegalArgumentException';
  return 'ConfigException';
}

/** A living group is joined by a member of the other protocol: Kafka converts the group, the engine does not. */
function refuseMix(state: StoryState, group: string, protocol: string): void {
  for (const { node } of state.members.started) {
    const member = memberNode(state, node);
    if (member?.isUp !== true || member.config['group.id'] !== group) continue;
    if (member.config['group.protocol'] !== protocol)
      throw new NotModelled('members of both protocols in one group');
  }
}

/** Starts a member and returns its node; throws `Refused` when the consumer's own settings are. */
export function startMember(
  state: StoryState,
  wish: MemberWish,
  settings: Readonly<Record<string, ConfigValue>>,
): string {
  const { cluster, members } = state;
  const unknown: string[] = [];
  const {
    'client.rack': rack,
    'group.instance.id': instance,
    'group.remote.assignor': remote,
    ...rest
  } = settings;
  const given = knownSettings(memberKeys, rest, (name) => isHarmless('member', name), unknown);
  for (const name of unknown) noteUnmodelled(state, `consumer setting ${name}`);
  const instanceId = instance === undefined ? wish.instanceId : String(instance);
  const { config, errors } = readMemberConfig(given, {
    client: -1,
    bootstrap: [...cluster.bootstrap],
    topics: [...wish.topics],
    'client.rack': String(rack ?? ''),
    'group.id': wish.group,
    'client.id': wish.client,
    'group.instance.id': instanceId,
    processing: 0,
    ...(wish.job !== undefined && { job: wish.job }),
  });
  if (errors[0] !== undefined) throw new Refused(thrownFor(errors[0]));
  if (config['group.protocol'] === 'consumer' && !isOffered(state.story, 'group.version'))
    throw new Refused('UnsupportedVersionException');
  refuseMix(state, wish.group, config['group.protocol']);
  const node = `member-${members.started.length}`;
  // Which assignors there are is for the coordinator to say.
  const assignor = remote === undefined ? {} : { 'group.remote.assignor': String(remote) };
  const memberIds = idsFor(state, wish, instanceId, config);
  // The recorder's members never commit by themselves.
  const commit = config['enable.auto.commit'] || wish.job !== undefined ? config.commit : 'none';
  const whole: MemberConfig = { ...config, ...assignor, memberIds, commit, closeTimeoutMs: CLOSE_MS };
  members.started.push({ node, key: keyOf(state, wish, instanceId, config) });
  addNode(cluster.run, { id: node, kind: 'member', zone: '', config: whole });
  state.clientNames.set(node, wish.client);
  return node;
}

/** A classic static member that takes over an instance id appears under the client.id of the one before. */
function keyOf(state: StoryState, wish: MemberWish, instanceId: string, config: MemberConfig): string {
  const { group, client } = wish;
  const own = shownAs(group, client);
  if (instanceId === '' || config['group.protocol'] === 'consumer') return own;
  const instance = JSON.stringify([group, instanceId]);
  const holder = state.members.instances.get(instance);
  if (holder !== undefined && !state.members.shown.has(own)) return holder;
  state.members.instances.set(instance, own);
  return own;
}

/** The recorded ids that earlier members under that name have left. */
function idsFor(state: StoryState, wish: MemberWish, instanceId: string, config: MemberConfig): string[] {
  const key = keyOf(state, wish, instanceId, config);
  let used = 0;
  for (const earlier of state.members.started) {
    if (earlier.key === key) used += Math.max(1, memberNode(state, earlier.node)?.disk.idsUsed ?? 0);
  }
  return (state.members.shown.get(key) ?? []).slice(used);
}

/** The node of a member; undefined when it never started. */
export function memberNode(state: StoryState, node: string): MemberNode | undefined {
  return state.cluster.run.world.nodes[node] as MemberNode | undefined;
}

export function isAlive(state: StoryState, node: string): boolean {
  return memberNode(state, node)?.isUp === true;
}

export function tell(state: StoryState, node: string, command: MemberCommand): void {
  if (isAlive(state, node)) commandNode(state.cluster.run, node, command);
}

/** Tells a member to close and waits until its process has ended. */
export function closeMember(state: StoryState, node: string, how: 'leave' | 'vanish'): void {
  tell(state, node, { kind: 'close', how });
  waitFor(state.cluster, () => !isAlive(state, node), JOIN_THREAD_MS);
}

/** A node that cannot end on its own is stopped. */
export function stopMember(state: StoryState, node: string): void {
  if (isAlive(state, node)) signalNode(state.cluster, node, 'crash');
}

/** What a member's listener was told so far. */
export function callbacksOf(state: StoryState, node: string): readonly Callback[] {
  return state.cluster.journal.callbacks.get(node) ?? [];
}

/** A member whose constructor threw: that is all that is heard of it. */
export function noteRefusedMember(state: StoryState, name: string, exception: string): string {
  const node = `refused-${name}-${state.members.present.size}`;
  noteCallback(state.cluster.journal, node, exception);
  return node;
}

/** What the member holds, as its last poll() left it, and under which id. */
export function holding(state: StoryState, node: string): { id: string; tps: readonly string[] } {
  const member = memberNode(state, node);
  if (member === undefined || !member.isUp) return { id: '', tps: [] };
  return { id: memberIdOf(member), tps: member.memory.tps };
}
