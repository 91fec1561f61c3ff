// Settings of groups, as topics have theirs: checked and written by the controller, read by the group coordinators.
// [src: controller/ConfigurationControlManager.incrementalAlterConfigs; group-coordinator/GroupConfig.java: validate]

import type { AdminBody } from '../messages.ts';
import type { MetadataRecord } from '../metadata-records.ts';
import { NONE } from '../names.ts';
import { type ControllerCtx, writeRecords } from './active-writer.ts';
import type { ControllerConfig, ControllerNode } from './controller-state.ts';

/** Numbers: default, least and most of those that no broker setting moves. */
const NUMBERS: Readonly<Record<string, readonly [number, number, number]>> = {
  'consumer.assignment.interval.ms': [1000, 0, 15000],
  'share.session.timeout.ms': [45000, 45000, 60000],
  'share.heartbeat.interval.ms': [5000, 5000, 15000],
  'share.record.lock.duration.ms': [30000, 15000, 60000],
  'share.delivery.count.limit': [5, 2, 10],
  'share.partition.max.record.locks': [2000, 100, 4000],
  'share.assignment.interval.ms': [1000, 0, 15000],
  'streams.session.timeout.ms': [45000, 45000, 60000],
  'streams.heartbeat.interval.ms': [5000, 5000, 15000],
  'streams.num.standby.replicas': [0, 0, 2],
  'streams.initial.rebalance.delay.ms': [3000, 0, 2147483647],
  'streams.assignment.interval.ms': [1000, 0, 15000],
};
const TEXTS: Readonly<Record<string, RegExp>> = {
  'share.auto.offset.reset': /^(earliest|latest|by_duration:P[0-9DTHMS.]+)$/i,
  'share.isolation.level': /^read_(un)?committed$/,
  'share.renew.acknowledge.enable': /^(true|false)$/i,
};
const SESSION = 'consumer.session.timeout.ms';
const HEARTBEAT = 'consumer.heartbeat.interval.ms';
/** A session must be longer than the interval of its heartbeats. */
const PAIRS = [
  [SESSION, HEARTBEAT],
  ['share.session.timeout.ms', 'share.heartbeat.interval.ms'],
  ['streams.session.timeout.ms', 'streams.heartbeat.interval.ms'],
] as const;

/** IncrementalAlterConfigs for one group: all of it or nothing. Returns the error name. */
export function alterGroupConfigs(
  node: ControllerNode,
  ctx: ControllerCtx,
  body: Extract<AdminBody, { kind: 'alterGroupConfigs' }>,
): string {
  const { group, config } = body;
  const known = node.memory.image.groupConfigs[group] ?? {};
  const error = checkGroupConfigs({ ...known, ...config }, node.config);
  if (error !== NONE) return error;
  const records: MetadataRecord[] = [];
  for (const name in config) {
    const value = config[name] as string;
    if ((known[name] ?? '') !== value) records.push({ type: 'groupConfig', group, name, value });
  }
  writeRecords(node, ctx, records);
  return NONE;
}

/** NONE, or what Kafka says of these settings. '' removes one. */
export function checkGroupConfigs(given: Readonly<Record<string, string>>, config: ControllerConfig): string {
  const bounds: Record<string, readonly [number, number, number]> = {
    ...NUMBERS,
    [SESSION]: [
      45000,
      config['group.consumer.min.session.timeout.ms'],
      config['group.consumer.max.session.timeout.ms'],
    ],
    [HEARTBEAT]: [
      5000,
      config['group.consumer.min.heartbeat.interval.ms'],
      config['group.consumer.max.heartbeat.interval.ms'],
    ],
  };
  const numberOf = (name: string) => {
    const text = given[name] ?? '';
    return text === '' ? (bounds[name]?.[0] ?? 0) : Number(text);
  };
  for (const name in given) {
    const value = given[name] as string;
    const isKnown = bounds[name] !== undefined || TEXTS[name] !== undefined;
    if (!isKnown) return 'INVALID_CONFIG';
    if (value === '') continue;
    if (TEXTS[name]?.test(value) === false) return 'INVALID_CONFIG';
    const range = bounds[name];
    if (range === undefined) continue;
    const isInRange = /^\d+$/.test(value) && Number(value) >= range[1] && Number(value) <= range[2];
    if (!isInRange) return 'INVALID_CONFIG';
  }
  return PAIRS.some(([session, beat]) => numberOf(session) <= numberOf(beat)) ? 'INVALID_CONFIG' : NONE;
}
