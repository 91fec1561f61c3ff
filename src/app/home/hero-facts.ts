// Reads from a frame what the home page's picture shows.

import { clusterView, partitionView } from '../../engine/kafka/queries.ts';
import type { Frame, TraceReader } from '../../engine/kernel/recording-api.ts';
import { clusterOfFrame } from '../../views/cluster-of-frame.ts';
import type { HeroFacts, HeroHandover } from './hero-layout.ts';

/** The facts of the one partition that is shown. */
export function heroFacts(frame: Frame, events: TraceReader): HeroFacts | undefined {
  const cluster = clusterOfFrame(frame);
  const partition = cluster.partitions[0];
  if (partition === undefined) return undefined;
  const consumer = cluster.consumers[0];
  const active = cluster.controllers.find((one) => one.isActive);
  const brokers = cluster.brokers.map((broker) => {
    const replica = partition.replicas.find((one) => one.broker === broker.id);
    const isDown = broker.health !== 'up';
    return {
      node: broker.node,
      id: broker.id,
      zone: broker.zone,
      isDown,
      downSince: isDown && broker.faultRow >= 0 ? events.timeOf(broker.faultRow) : -1,
      isLeader: replica?.status === 'leader',
      wasLeader: replica?.status === 'leaderUnreachable' || (replica?.wasLeader ?? false),
      isInIsr: replica?.isInIsr ?? false,
      highWatermark: replica?.highWatermark ?? 0,
      logEndOffset: replica?.logEndOffset ?? 0,
    };
  });
  return {
    t: frame.t,
    tp: partition.tp,
    producer: cluster.producers[0]?.node ?? '',
    consumer: consumer?.node ?? '',
    position: consumer?.partitions[0]?.position ?? -1,
    brokers,
    controller: active?.id ?? -1,
    controllerZone: active?.zone ?? '',
    handover: brokers.some((one) => one.wasLeader && !one.isLeader)
      ? lastHandover(frame, events, partition.tp)
      : undefined,
    leaderEnd: Math.max(0, ...brokers.filter((one) => one.isLeader).map((one) => one.logEndOffset)),
  };
}

/** The last time that the lead went from one broker to another. */
function lastHandover(frame: Frame, events: TraceReader, tp: string): HeroHandover | undefined {
  const isElection = (type: string) => type === 'leader.elected';
  for (
    let row = events.find(frame.rows - 1, -1, isElection);
    row >= 0;
    row = events.find(row - 1, -1, isElection)
  ) {
    const { at, node, fields } = events.event(row);
    const [from, to] = [Number(fields.was), Number(fields.leader)];
    if (String(fields.tp) === tp && from >= 0 && to >= 0 && from !== to)
      return { controller: node.toUpperCase(), from, to, at };
  }
  return undefined;
}

/** A stretch of the lane below the picture: who leads. */
export interface LeadSpan {
  readonly from: number;
  readonly to: number;
  /** Node that the metadata names, '' for none. */
  readonly node: string;
  /** Named, but it cannot be reached. */
  readonly isUnreachable: boolean;
}

/** Who led when, up to `to`. `first` led at the start; `nodeOf` names a broker by its id. */
export function leadSpans(
  events: TraceReader,
  to: number,
  first: string,
  nodeOf: (broker: number) => string,
): LeadSpan[] {
  const spans: LeadSpan[] = [];
  let open: LeadSpan = { from: 0, to, node: first, isUnreachable: false };
  const turn = (at: number, node: string, isUnreachable: boolean) => {
    if (node === open.node && isUnreachable === open.isUnreachable) return;
    if (at > open.from) spans.push({ ...open, to: at });
    open = { from: at, to, node, isUnreachable };
  };
  const accepts = (type: string) => TURNS.has(type);
  const end = events.rowsUntil(to);
  for (let row = events.find(0, 1, accepts); row >= 0 && row < end; row = events.find(row + 1, 1, accepts)) {
    const { at, type, node, fields } = events.event(row);
    if (type === 'leader.elected') turn(at, nodeOf(Number(fields.leader)), false);
    else if (type === 'leader.none') turn(at, '', false);
    else if (node === open.node) turn(at, node, type !== 'process.started');
  }
  spans.push(open);
  return spans;
}

const TURNS = new Set([
  'leader.elected',
  'leader.none',
  'process.crashed',
  'host.lost',
  'power.lost',
  'process.started',
]);

/** Row of the election that ended the wait after `from`, -1 while there is none. */
export function electionAfter(events: TraceReader, from: number): number {
  return events.find(
    events.rowsUntil(from),
    1,
    (type) => type === 'leader.elected' || type === 'leader.none',
  );
}

/** The leader at a moment: a node, or '' for none. */
export function leaderOf(frame: Frame, tp: string): string {
  const partition = partitionView(frame.world, tp);
  return clusterView(frame.world).brokers.find((one) => one.id === partition?.leader)?.node ?? '';
}
