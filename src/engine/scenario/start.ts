// Scenario and seed -> a run at t = 0: settled (registered, leaders elected, everything in sync) unless it is cold.

import { createRng, nextBelow } from '../../base/rng.ts';
import type { AdminCommand } from '../kafka/admin/admin-state.ts';
import { settleBroker } from '../kafka/broker/boot.ts';
import type { BrokerConfig, BrokerNode } from '../kafka/broker/broker-state.ts';
import { readTopicConfig } from '../kafka/config/read-config.ts';
import type { ControllerConfig, ControllerNode } from '../kafka/controller/controller-state.ts';
import { settleController } from '../kafka/controller/settle-controller.ts';
import {
  buildSettledMetadata,
  type SettledMetadata,
  type SettledTopic,
} from '../kafka/controller/settled.ts';
import { OFFSETS_TOPIC, SHARE_STATE_TOPIC } from '../kafka/coordinator/group-records.ts';
import { createLedger, ledgerOf, partitionBook } from '../kafka/ledger/ledger-state.ts';
import { FREE_COLUMNS } from '../kafka/log/batch-columns.ts';
import type { PartitionRegistration } from '../kafka/metadata-records.ts';
import type { Intervention } from '../kernel/intervention.ts';
import { startProcess } from '../kernel/process.ts';
import { commandNode, createRun, settleNode } from '../kernel/run.ts';
import type { Run } from '../kernel/run-state.ts';
import type { Keeping } from '../kernel/trace.ts';
import type { NodeState } from '../kernel/world.ts';
import { domainOf } from './domain.ts';
import { ADMIN, brokerIdAt, controllerIdAt, memberOf, nodesOf } from './nodes.ts';
import type { Scenario } from './scenario.ts';

/** Free columns of the batch store of every run. */
export const STORE_COLUMNS = FREE_COLUMNS;

/**
 * The run of `scenario` with `seed` at t = 0. `interventions` are the scenario's timeline and the user's, together.
 * `keepTrace` false keeps the hash only, `count` nothing.
 */
export function startRun(
  scenario: Scenario,
  seed: number,
  interventions: readonly Intervention[],
  keepTrace: Keeping = true,
): Run {
  return createRun({
    domain: domainOf(scenario),
    nodes: nodesOf(scenario),
    seed,
    interventions,
    storeColumns: STORE_COLUMNS,
    observer: createLedger(scenario.producers.length, scenario.consumers.length),
    keepTrace,
    settle: (run) => (scenario.isCold ? bootAll(run, scenario) : settle(run, scenario)),
  });
}

/** A cold cluster has no topic yet: an operator's tool asks for them until the controller can create them. */
function bootAll(run: Run, scenario: Scenario): void {
  for (const id of run.world.order) {
    if (!isWaiting(scenario, id)) startProcess(run, run.world.nodes[id] as NodeState, -1);
  }
  for (const { topic, partitions, replicationFactor, assignment, config } of settledTopics(scenario)) {
    const body: AdminCommand = {
      kind: 'createTopic',
      topic,
      partitions,
      replicationFactor,
      ...(assignment === undefined ? {} : { assignment }),
      config,
      isPersistent: true,
    };
    commandNode(run, ADMIN, body);
  }
  for (const { group, config } of groupConfigs(scenario))
    commandNode(run, ADMIN, { kind: 'alterGroupConfigs', group, config, isPersistent: true } as AdminCommand);
}

/** The scenario's topics as the cluster stores them. */
function settledTopics(scenario: Scenario): SettledTopic[] {
  return scenario.topics.map((t) => ({
    topic: t.name,
    partitions: t.partitions,
    replicationFactor: t.replicationFactor,
    ...(t.replicas === undefined
      ? {}
      : { assignment: t.replicas.map((list) => list.map((b) => idOf(scenario, b))) }),
    config: readTopicConfig(t.config).config,
  }));
}

/** A cluster with groups has had them before: the topics that their coordinators need are there. */
function offsetsTopic(run: Run, scenario: Scenario): SettledTopic[] {
  if (scenario.groups.length === 0) return [];
  const config = run.world.nodes[scenario.brokers[0]?.name ?? '']?.config as BrokerConfig;
  const share = scenario.groups.some((g) => g.share !== undefined) ? [stateTopic(config, scenario)] : [];
  return [
    {
      topic: OFFSETS_TOPIC,
      partitions: config['offsets.topic.num.partitions'],
      replicationFactor: Math.min(config['offsets.topic.replication.factor'], scenario.brokers.length),
      config: {},
    },
    ...share,
  ];
}

function stateTopic(config: BrokerConfig, scenario: Scenario): SettledTopic {
  const replicas = config['share.coordinator.state.topic.replication.factor'];
  return {
    topic: SHARE_STATE_TOPIC,
    partitions: config['share.coordinator.state.topic.num.partitions'],
    replicationFactor: Math.min(replicas, scenario.brokers.length),
    config: { 'min.insync.replicas': String(config['share.coordinator.state.topic.min.isr']) },
  };
}

/** Settings of share groups as the cluster stores them: text, only those given. */
function groupConfigs(scenario: Scenario): { group: string; config: Record<string, string> }[] {
  return scenario.groups.flatMap(({ name, share }) => {
    const entries = Object.entries(share?.settings ?? {}).map(([key, value]) => [key, String(value)]);
    return entries.length === 0 ? [] : [{ group: name, config: Object.fromEntries(entries) }];
  });
}

/** Members that are started by an intervention only. */
function isWaiting(scenario: Scenario, id: string): boolean {
  const member = memberOf(scenario, id);
  return member !== undefined && member.n > member.group.running;
}

function settledMetadata(run: Run, scenario: Scenario): SettledMetadata {
  const rng = createRng(run.world.seed, 'placement');
  const active = Math.max(
    0,
    scenario.controllers.findIndex((c) => c.isActive),
  );
  const first = run.world.nodes[scenario.controllers[0]?.name ?? ''] as NodeState;
  return buildSettledMetadata(
    {
      controllers: scenario.controllers.map((c, i) => ({ id: controllerIdAt(i), node: c.name })),
      activeController: controllerIdAt(active),
      brokers: scenario.brokers.map((b, i) => ({ id: brokerIdAt(i), node: b.name, rack: b.zone })),
      topics: [...settledTopics(scenario), ...offsetsTopic(run, scenario)],
      groupConfigs: groupConfigs(scenario),
      minInsyncReplicas: (first.config as ControllerConfig)['min.insync.replicas'],
      draw: (n) => nextBelow(rng, n),
    },
    run.store,
    () => run.world.chainLength++,
  );
}

function idOf(scenario: Scenario, broker: string): number {
  return brokerIdAt(scenario.brokers.findIndex((b) => b.name === broker));
}

function settle(run: Run, scenario: Scenario): void {
  const settled = settledMetadata(run, scenario);
  const ledger = ledgerOf(run.world);
  for (const tp in settled.image.partitions) {
    const registration = settled.image.partitions[tp] as PartitionRegistration;
    const book = partitionBook(ledger, tp);
    book.leaderEpoch = registration.leaderEpoch;
    book.leaderNode = scenario.brokers[registration.leader - 1]?.name ?? '';
    book.isr = [...registration.isr];
  }
  for (const { name } of scenario.controllers) {
    settleNode(run, name, (node, ctx) => settleController(node as ControllerNode, ctx as never, settled));
  }
  // Ports of all controllers are open before the first broker asks.
  for (const { name } of scenario.brokers) {
    settleNode(run, name, (node, ctx) => settleBroker(node as BrokerNode, ctx as never, settled));
  }
  for (const id of run.world.order) {
    const node = run.world.nodes[id] as NodeState;
    if (!node.isUp && !isWaiting(scenario, id)) startProcess(run, node, -1);
  }
}
