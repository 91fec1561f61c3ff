// Which settings and faults may by now break an invariant in a correct run, each with the time since when. Read off the
// world itself, so that a changed setting counts from the moment at which it holds. What was once weak stays an excuse:
// records written under it are still in the logs.

import type { Micros } from '../../../base/units.ts';
import type { NodeId, World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import type { ControllerNode } from '../controller/controller-state.ts';
import type { Violation } from '../invariants.ts';
import type { MemberNode } from '../member/member-state.ts';
import { effectiveMinIsr, topicSetting } from '../metadata-image.ts';
import type { MetadataImage } from '../metadata-records.ts';
import { splitTopicPartition, type TopicPartition } from '../names.ts';
import type { ProducerNode } from '../producer/producer-state.ts';
import { newestImage } from '../queries/newest-image.ts';
import type { Exemption, InvariantMemory } from './invariant-memory.ts';
import type { InvariantName } from './sentences.ts';

const UNCLEAN = 'unclean.leader.election.enable';
const MIN_ISR = 'min.insync.replicas';
const IN_FLIGHT = 'max.in.flight.requests.per.connection';

/** `metadataLoss`: a controller lost its disk, so that the quorum may forget what it had agreed on. */
type ExcuseReason = Exemption | 'metadataLoss';

/** What each reason may break. */
const BROKEN_BY: Readonly<Record<ExcuseReason, readonly InvariantName[]>> = {
  acks: ['I1'],
  minIsr: ['I1'],
  unclean: ['I1', 'I3', 'G1', 'G2', 'S3'],
  dataLoss: ['I1', 'I3', 'G1', 'G2', 'S3'],
  damage: ['I3'],
  metadataLoss: ['I1', 'I2', 'I3', 'I7', 'G1', 'G2', 'S3'],
  idempotence: ['I6'],
  commitBefore: ['G1'],
};

export interface Excuse {
  readonly reason: ExcuseReason;
  /** What it may break. */
  readonly breaks: readonly InvariantName[];
  /** Producer, group, topic, partition, broker or controller. */
  readonly subject: string;
  /** "acks=1"; '' when it is something that happened. */
  readonly setting: string;
  /** µs. */
  readonly since: Micros;
}

export interface ExcuseLog {
  readonly excuses: Excuse[];
  readonly known: Set<string>;
  /** Configuration objects that were looked at: a changed setting is another object. */
  readonly configs: Map<string, unknown>;
  /** Place in the metadata log up to which topics were looked at. */
  imageOffset: number;
  imageEpoch: number;
  /** Unclean elections and partitions without any whole replica so far. */
  happened: number;
}

export function createExcuseLog(): ExcuseLog {
  return { excuses: [], known: new Set(), configs: new Map(), imageOffset: -1, imageEpoch: -1, happened: 0 };
}

function note(log: ExcuseLog, world: World, reason: ExcuseReason, subject: string, setting = ''): void {
  const key = `${reason} ${subject} ${setting}`;
  if (log.known.has(key)) return;
  log.known.add(key);
  log.excuses.push({ reason, breaks: BROKEN_BY[reason], subject, setting, since: world.now });
}

function noteProducer(log: ExcuseLog, world: World, { id, config }: ProducerNode): void {
  if (config.acks !== -1) note(log, world, 'acks', id, `acks=${config.acks}`);
  if (config['enable.idempotence'] || config[IN_FLIGHT] <= 1) return;
  const why =
    config.acks !== -1
      ? `acks=${config.acks}`
      : config.retries === 0
        ? 'retries=0'
        : 'enable.idempotence=false';
  note(log, world, 'idempotence', id, `${why}, ${IN_FLIGHT}=${config[IN_FLIGHT]}`);
}

function noteMember(log: ExcuseLog, world: World, { config }: MemberNode): void {
  if (config.commit !== 'before' && config.commit !== 'handover') return;
  note(log, world, 'commitBefore', config['group.id'], `commit: ${config.commit}`);
}

function noteTopics(log: ExcuseLog, world: World, image: MetadataImage): void {
  for (const topic in image.topics) {
    // The coordinators' own topic has no producer that could be told anything.
    if (topic.startsWith('__')) continue;
    if (topicSetting(image, topic, UNCLEAN, 'false') === 'true')
      note(log, world, 'unclean', topic, `${UNCLEAN}=true`);
    const first: TopicPartition = `${topic}-0`;
    if (effectiveMinIsr(image, first, 1) >= 2) continue;
    const replicas = image.partitions[first]?.replicas.length ?? 0;
    const isAlone = replicas === 1 && Number(topicSetting(image, topic, MIN_ISR, '1')) > 1;
    note(log, world, 'minIsr', topic, isAlone ? 'replication.factor=1' : `${MIN_ISR}=1`);
  }
}

/** Looks at the settings of one node, if they are others than before. */
function noteNode(log: ExcuseLog, world: World, id: NodeId): void {
  const node = world.nodes[id];
  if (node === undefined || log.configs.get(id) === node.config) return;
  log.configs.set(id, node.config);
  if (node.kind === 'producer') noteProducer(log, world, node as ProducerNode);
  if (node.kind === 'member') noteMember(log, world, node as MemberNode);
  if (node.kind === 'controller' && (node as ControllerNode).config[UNCLEAN])
    note(log, world, 'unclean', id, `${UNCLEAN}=true`);
}

/** Notes what is new after an event on node `id`, or on any node when that is ''. `memory` is that of the checks. */
export function noteExcuses(log: ExcuseLog, world: World, memory: InvariantMemory, id: NodeId): void {
  if (id === '') for (const each of world.order) noteNode(log, world, each);
  else noteNode(log, world, id);
  if (log.imageOffset !== memory.imageOffset || log.imageEpoch !== memory.imageEpoch) {
    log.imageOffset = memory.imageOffset;
    log.imageEpoch = memory.imageEpoch;
    noteTopics(log, world, newestImage(world));
  }
  if (log.happened === memory.unclean.size + memory.gone.size) return;
  log.happened = memory.unclean.size + memory.gone.size;
  for (const tp of memory.unclean) note(log, world, 'unclean', tp);
  for (const tp of memory.gone) note(log, world, 'dataLoss', tp);
}

/** Notes nodes whose disks an intervention has just emptied or cut. */
export function noteLostDisks(log: ExcuseLog, world: World, ids: readonly NodeId[]): void {
  for (const id of ids) {
    const kind = world.nodes[id]?.kind;
    if (kind === 'controller') note(log, world, 'metadataLoss', id);
    if (kind === 'broker') note(log, world, 'damage', id);
  }
}

function isAbout(excuse: Excuse, violation: Violation, world: World, memory: InvariantMemory): boolean {
  const { reason, subject } = excuse;
  switch (reason) {
    case 'acks':
    case 'idempotence': {
      const node = world.nodes[subject] as ProducerNode | undefined;
      return violation.client === undefined || node?.config.client === violation.client;
    }
    case 'damage': {
      const broker = (world.nodes[subject] as BrokerNode | undefined)?.config['node.id'] ?? -1;
      return memory.registrations.get(violation.subject)?.replicas.includes(broker) === true;
    }
    case 'metadataLoss':
      return true;
    case 'commitBefore':
      return subject === violation.group;
    default:
      return (
        subject === violation.subject ||
        subject === splitTopicPartition(violation.subject).topic ||
        // What a group has done is kept in a topic of the cluster's own.
        (violation.group !== undefined && subject.startsWith('__')) ||
        world.nodes[subject]?.kind === 'controller'
      );
  }
}

/** Why this may be in a correct run; empty: no excuse, the model itself is wrong. */
export function excusesFor(
  log: ExcuseLog,
  violation: Violation,
  world: World,
  memory: InvariantMemory,
): Excuse[] {
  return log.excuses.filter(
    (excuse) => excuse.breaks.includes(violation.invariant) && isAbout(excuse, violation, world, memory),
  );
}
