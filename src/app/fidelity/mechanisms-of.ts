// What of the fidelity page matters to a run: read off its scenario. Only ids, so that a page with a link to that page
// does not carry what stands there; a test holds the ids to the page.

import type { FaultKind, Intervention } from '../../engine/kernel/intervention.ts';
import type { GroupSpec, ProducerSpec, Scenario } from '../../engine/scenario/scenario.ts';
import type { SharedSource } from '../../player/shared-run.ts';

/** In every run: brokers copy logs, and everything takes time. */
const ALWAYS = [
  'log-append',
  'replica-fetch',
  'high-watermark',
  'isr',
  'metadata',
  'settled-start',
  'latency',
  'clocks',
];

const OF_FAULT: Readonly<Record<FaultKind | 'set', readonly string[]>> = {
  crash: ['fault-crash'],
  restart: ['fault-crash', 'registration', 'truncation'],
  shutdown: ['fault-shutdown', 'controlled-shutdown'],
  pause: ['fault-pause'],
  resume: ['fault-pause', 'truncation'],
  loseDisk: ['fault-disk', 'elr'],
  cut: ['fault-cut'],
  heal: ['fault-cut', 'truncation'],
  isolate: ['fault-cut'],
  slow: ['fault-slow'],
  lossy: ['fault-lossy'],
  set: ['settings'],
};

/** After these somebody else may have to lead. */
const TAKES_AWAY: readonly string[] = ['crash', 'shutdown', 'pause', 'loseDisk', 'cut', 'isolate'];

/** What the fidelity page is asked about a run: its name when it is built in, else what matters in it. */
export function aboutRun(run: {
  readonly source: SharedSource;
  readonly scenario: Scenario;
  readonly interventions: readonly Intervention[];
}): readonly string[] {
  const { source, scenario, interventions } = run;
  if (interventions.length > 0 || source.kind === 'text') return mechanismsOf([scenario], interventions);
  return [source.kind === 'scenario' ? `run:${source.id}` : `run:${source.id}/${source.run}`];
}

/** Ids of mechanisms, each once, for the runs of a lesson or a single one. */
export function mechanismsOf(
  scenarios: readonly Scenario[],
  interventions: readonly Intervention[] = [],
): readonly string[] {
  const ids = new Set(ALWAYS);
  const add = (...more: readonly string[]) => {
    for (const id of more) ids.add(id);
  };
  for (const scenario of scenarios) {
    for (const producer of scenario.producers) add(...ofProducer(producer));
    if (scenario.consumers.length > 0) add('plain-consumer', 'positions');
    for (const group of scenario.groups) add(...ofGroup(group));
    add(...ofCluster(scenario));
    for (const intervention of scenario.timeline) add(...ofIntervention(intervention, scenario));
  }
  const [first] = scenarios;
  if (first !== undefined) for (const i of interventions) add(...ofIntervention(i, first));
  return [...ids];
}

function ofProducer({ config, keys }: ProducerSpec): string[] {
  const isIdempotent = (config['enable.idempotence'] ?? isAll(config.acks)) === true;
  return [
    'batching',
    'acks',
    'retries',
    'client-network',
    'client-metadata',
    keys > 0 ? 'partitioner-keys' : 'partitioner-sticky',
    ...(isIdempotent ? ['idempotence', 'producer-state'] : []),
  ];
}

function isAll(acks: unknown): boolean {
  return acks === undefined || acks === 'all' || String(acks) === '-1';
}

function ofGroup({ config }: GroupSpec): string[] {
  const protocol =
    config['group.protocol'] === 'consumer' ? ['group-consumer-protocol'] : ['group-classic', 'assignors'];
  return [...protocol, 'group-coordinator', 'group-offsets', 'coordinator-partition'];
}

function ofCluster({ topics, brokers, isCold }: Scenario): string[] {
  const configs = [...topics, ...brokers].map((one) => one.config);
  const has = (name: string) => configs.some((config) => config[name] !== undefined);
  return [
    ...(has('min.insync.replicas') ? ['min-isr'] : []),
    ...(has('unclean.leader.election.enable') ? ['unclean'] : []),
    ...(has('replica.selector.class') ? ['closest-replica'] : []),
    ...(topics.some((topic) => topic.replicas === undefined) ? ['placement'] : []),
    ...(isCold ? ['registration', 'raft', 'pre-vote', 'metadata-log'] : []),
  ];
}

function ofIntervention(i: Intervention, scenario: Scenario): string[] {
  const how = i.how ?? (i.zone === undefined ? 'process' : 'host');
  const ids = i.do === 'crash' && how !== 'process' ? [...ofHost(how)] : [...OF_FAULT[i.do]];
  if (!TAKES_AWAY.includes(i.do)) return ids;
  const places = [i.node, i.zone, ...(i.link ?? [])];
  const isAt = (node: { name: string; zone: string }) =>
    places.includes(node.name) || (node.zone !== '' && places.includes(node.zone));
  if (scenario.brokers.some(isAt)) ids.push('fencing', 'elections', 'alter-partition', 'elr');
  if (scenario.controllers.some(isAt)) ids.push('raft', 'pre-vote', 'controller-channel');
  return ids;
}

function ofHost(how: 'host' | 'power'): readonly string[] {
  return how === 'power' ? ['fault-host', 'fault-power', 'page-cache'] : ['fault-host'];
}
