// The intervention `set`: which node is told what. Topic settings go through metadata, carried by an admin client; a
// static broker or controller setting restarts the process by a controlled shutdown; a client is closed and made anew.

import { MICROS_PER_MS } from '../../base/units.ts';
import type { AdminCommand } from '../kafka/admin/admin-state.ts';
import { readTopicConfig } from '../kafka/config/read-config.ts';
import type { MetadataImage } from '../kafka/metadata-records.ts';
import type { Intervention } from '../kernel/intervention.ts';
import type { NodeId, NodeState, World } from '../kernel/world.ts';
import {
  ADMIN,
  anyMemberConfigOf,
  brokerConfigOf,
  consumerConfigOf,
  controllerConfigOf,
  memberOf,
  producerConfigOf,
} from './nodes.ts';
import type { Scenario, Settings } from './scenario.ts';
import { APPLICATION_SETTINGS, PARTITIONS, settingProblems } from './settings.ts';
import { parseDuration } from './units-text.ts';

export type SetOutcome = { commands: { node: NodeId; command: unknown }[] } | { ignored: string };

/** What `set` does in this world. `scenario` gives the identities of the nodes. */
export function applySet(scenario: Scenario, world: World, intervention: Intervention): SetOutcome {
  const settings = intervention.config ?? {};
  if (Object.keys(settings).length === 0) return { ignored: 'it names no setting' };
  return intervention.topic === undefined
    ? setOnNode(scenario, world, intervention.node ?? '', settings)
    : setOnTopic(world, intervention.topic, settings);
}

function setOnTopic(world: World, topic: string, settings: Settings): SetOutcome {
  const { [PARTITIONS]: partitions, ...others } = settings;
  const image = newestImage(world);
  const wanted = readTopicConfig(others).config;
  const current = image?.configs[topic] ?? {};
  const changed = Object.keys(wanted).filter((name) => wanted[name] !== current[name]);
  const commands: { node: NodeId; command: AdminCommand }[] = [];
  if (changed.length > 0) {
    const config = Object.fromEntries(changed.map((name) => [name, wanted[name] as string]));
    commands.push({ node: ADMIN, command: { kind: 'alterConfigs', topic, config } });
  }
  const present = image?.topics[topic] ?? 0;
  if (partitions !== undefined && Number(partitions) > present) {
    commands.push({ node: ADMIN, command: { kind: 'createPartitions', topic, count: Number(partitions) } });
  }
  if (commands.length > 0) return { commands };
  if (partitions === undefined) return { ignored: 'the topic has that setting already' };
  return { ignored: `the topic has ${present} partitions, and partitions can only be added` };
}

/** The newest image of any running controller. */
function newestImage(world: World): MetadataImage | undefined {
  let newest: MetadataImage | undefined;
  for (const id of world.order) {
    const node = world.nodes[id] as NodeState;
    if (node.kind !== 'controller' || !node.isUp) continue;
    const { image } = node.memory as { image: MetadataImage };
    if (newest === undefined || image.offset > newest.offset) newest = image;
  }
  return newest;
}

function setOnNode(scenario: Scenario, world: World, id: NodeId, settings: Settings): SetOutcome {
  const node = world.nodes[id];
  if (node === undefined) return { ignored: `there is no node ${id}` };
  const stallUs = parseDuration(settings[APPLICATION_SETTINGS.stall]);
  if ((node.kind === 'member' || node.kind === 'shareMember') && stallUs !== undefined) {
    const { [APPLICATION_SETTINGS.stall]: _stall, ...rest } = settings;
    const stall = { node: id, command: { kind: 'stall', ms: Math.round(stallUs / MICROS_PER_MS) } };
    const others = Object.keys(rest).length === 0 ? undefined : setOnNode(scenario, world, id, rest);
    return { commands: [stall, ...(others !== undefined && 'commands' in others ? others.commands : [])] };
  }
  const before = (node.config as { given?: Settings }).given ?? {};
  const given = { ...before, ...settings };
  if (Object.keys(settings).every((name) => before[name] === settings[name])) {
    return { ignored: 'it has that setting already' };
  }
  const made = configFor(scenario, node, given);
  if (typeof made === 'string') return { ignored: made };
  return { commands: [{ node: id, command: { kind: 'set', config: made } }] };
}

/** The node's new configuration, or why there is none. */
function configFor(scenario: Scenario, node: NodeState, given: Settings): unknown {
  const find = <S extends { name: string }>(list: readonly S[]): [S, number] => {
    const index = list.findIndex((s) => s.name === node.id);
    return [list[index] as S, index];
  };
  switch (node.kind) {
    case 'broker': {
      const problem = settingProblems('broker', given)[0];
      return problem?.message ?? brokerConfigOf(scenario, ...find(scenario.brokers), given);
    }
    case 'controller': {
      const problem = settingProblems('controller', given)[0];
      return problem?.message ?? controllerConfigOf(scenario, ...find(scenario.controllers), given);
    }
    case 'producer': {
      const problem = settingProblems('producer', given)[0];
      return problem?.message ?? producerConfigOf(scenario, ...find(scenario.producers), given);
    }
    case 'consumer': {
      const problem = settingProblems('consumer', given)[0];
      return problem?.message ?? consumerConfigOf(scenario, ...find(scenario.consumers), given);
    }
    case 'shareMember':
    case 'member': {
      const member = memberOf(scenario, node.id);
      const problem = settingProblems(node.kind, given)[0];
      if (problem !== undefined || member === undefined) return problem?.message ?? 'its group is unknown';
      return anyMemberConfigOf(scenario, member.group, member.n, given);
    }
    default:
      return `${node.id} has no settings`;
  }
}
