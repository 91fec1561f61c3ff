// Changes of topic and cluster settings. [src: controller/ConfigurationControlManager.incrementalAlterConfigs,
// createClearElrRecordsAsNeeded]

import type { AdminBody } from '../messages.ts';
import { CLUSTER } from '../metadata-image.ts';
import type { MetadataRecord } from '../metadata-records.ts';
import { NONE } from '../names.ts';
import { type ControllerCtx, writeRecords } from './active-writer.ts';
import type { ControllerNode } from './controller-state.ts';
import { isTopicSetting } from './topic-setting-values.ts';

const MIN_ISR = 'min.insync.replicas';
const UNCLEAN = 'unclean.leader.election.enable';

/** IncrementalAlterConfigs for one topic ('' = the cluster's defaults): all of it or nothing. Returns the error name. */
export function alterConfigs(
  node: ControllerNode,
  ctx: ControllerCtx,
  body: Extract<AdminBody, { kind: 'alterConfigs' }>,
): string {
  const { topic, config } = body;
  const { image } = node.memory;
  if (topic !== CLUSTER && image.topics[topic] === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION';
  const records: MetadataRecord[] = [];
  for (const name in config) {
    const value = config[name] as string;
    if (!isAllowedSetting(topic, name, value)) return 'INVALID_CONFIG';
    if ((image.configs[topic]?.[name] ?? '') !== value) records.push({ type: 'config', topic, name, value });
  }
  const changed = records.length;
  // Members of an ELR were safe under the old minimum only.
  const hasElr = node.config.isElrEnabled !== false;
  if (hasElr && records.some((r) => r.type === 'config' && r.name === MIN_ISR))
    records.push({ type: 'clearElr', topic });
  writeRecords(node, ctx, records);
  for (let i = 0; i < changed; i++) {
    const record = records[i];
    if (record?.type !== 'config') continue;
    ctx.emit('config.changed', { topic, name: record.name, value: record.value });
  }
  return NONE;
}

/** Is this a topic setting of Kafka with a value that it takes? '' removes the setting. */
export function isAllowedSetting(topic: string, name: string, value: string): boolean {
  // The cluster-wide minimum is written at bootstrap and cannot be removed again.
  if (value === '') return !(topic === CLUSTER && name === MIN_ISR);
  return (topic === CLUSTER && name !== MIN_ISR && name !== UNCLEAN) || isTopicSetting(name, value);
}
