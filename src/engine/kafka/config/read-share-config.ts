// The settings of share groups and their members, with the rules by which Kafka's own classes refuse them.
// [src: ConsumerConfig.java: checkUnsupportedConfigs for share consumers; group-coordinator/GroupConfig.validate]

import type { ShareMemberConfig } from '../share-member/share-member-state.ts';
import { type ConfigResult, type GivenConfig, readConfig } from './config-key.ts';
import { shareGroupKeys, shareMemberKeys } from './defaults.ts';
import { conflict } from './read-config.ts';

/** What a share member is apart from its settings. */
export type ShareMemberIdentity = Pick<
  ShareMemberConfig,
  | 'bootstrap'
  | 'topics'
  | 'client.rack'
  | 'group.id'
  | 'client.id'
  | 'processing'
  | 'answers'
  | 'answerTo'
  | 'commitsSync'
  | 'job'
  | 'memberIds'
>;

export function readShareMemberConfig(
  given: GivenConfig,
  identity: ShareMemberIdentity,
): ConfigResult<ShareMemberConfig> {
  const { values, errors } = readConfig(shareMemberKeys, given);
  // In implicit mode poll() accepts everything, whatever the application thinks of it.
  const isExplicit = values['share.acknowledgement.mode'] === 'explicit';
  const answers = isExplicit ? identity.answers : (['accept'] as const);
  const config = {
    ...values,
    ...identity,
    answers: [...answers],
    'share.acquire.mode': String(values['share.acquire.mode']).toLowerCase(),
  };
  return { config: config as unknown as ShareMemberConfig, errors };
}

/** Settings of a share group as Kafka stores them: text, only those given. */
export function readShareGroupConfig(given: GivenConfig): ConfigResult<Record<string, string>> {
  const { values, errors } = readConfig(shareGroupKeys, given);
  if ((values['share.heartbeat.interval.ms'] as number) >= (values['share.session.timeout.ms'] as number)) {
    const message = 'share.session.timeout.ms must be greater than share.heartbeat.interval.ms.';
    errors.push(conflict('share.heartbeat.interval.ms', message));
  }
  const config: Record<string, string> = {};
  for (const name of Object.keys(given)) config[name] = String(values[name]);
  return { config, errors };
}
