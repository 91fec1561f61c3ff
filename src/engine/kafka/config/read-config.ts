// From settings under Kafka's names to the typed configuration of a node. Nothing is thrown: errors come back as data.

import type { AdminConfig } from '../admin/admin-state.ts';
import type { BrokerConfig } from '../broker/broker-state.ts';
import type { ConsumerConfig } from '../consumer/consumer-state.ts';
import type { ControllerConfig } from '../controller/controller-state.ts';
import { type ConfigError, type ConfigResult, type GivenConfig, readConfig } from './config-key.ts';
import {
  adminKeys,
  brokerKeys,
  CONTROLLED_SHUTDOWN_MAX_WAIT_MS,
  consumerKeys,
  controllerKeys,
  topicKeys,
} from './defaults.ts';

/** What a node is apart from its settings. */
export type BrokerIdentity = Pick<BrokerConfig, 'node.id' | 'broker.rack' | 'voters'>;
export type ControllerIdentity = Pick<ControllerConfig, 'node.id' | 'voters'>;
export type ConsumerIdentity = Pick<ConsumerConfig, 'client' | 'bootstrap' | 'topics' | 'client.rack'>;
export type AdminIdentity = Pick<AdminConfig, 'bootstrap'>;

export function readBrokerConfig(given: GivenConfig, identity: BrokerIdentity): ConfigResult<BrokerConfig> {
  const { values, errors } = readConfig(brokerKeys, given);
  const wait = values['replica.fetch.wait.max.ms'] as number;
  if (wait > (values['replica.lag.time.max.ms'] as number)) {
    errors.push(
      conflict(
        'replica.fetch.wait.max.ms',
        'replica.fetch.wait.max.ms should always be less than or equal to replica.lag.time.max.ms, to prevent frequent changes in the ISR.',
      ),
    );
  }
  checkBetween(values, 'session.timeout.ms', errors);
  checkBetween(values, 'heartbeat.interval.ms', errors);
  const config = {
    ...values,
    ...identity,
    'controlled.shutdown.max.wait.ms': CONTROLLED_SHUTDOWN_MAX_WAIT_MS,
  } as unknown as BrokerConfig;
  return { config, errors };
}

/** [src: group-coordinator/GroupCoordinatorConfig.java: its constructor] */
function checkBetween(
  values: Readonly<Record<string, unknown>>,
  what: 'session.timeout.ms' | 'heartbeat.interval.ms',
  errors: ConfigError[],
): void {
  const name = `group.consumer.${what}`;
  const value = Number(values[name]);
  for (const [bound, isBad] of [
    [`group.consumer.min.${what}`, value < Number(values[`group.consumer.min.${what}`])],
    [`group.consumer.max.${what}`, value > Number(values[`group.consumer.max.${what}`])],
  ] as const) {
    const word = bound.includes('.min.') ? 'greater' : 'less';
    if (isBad) errors.push(conflict(name, `${name} must be ${word} than or equal to ${bound}.`));
  }
}

export function readControllerConfig(
  given: GivenConfig,
  identity: ControllerIdentity,
): ConfigResult<ControllerConfig> {
  const { values, errors } = readConfig(controllerKeys, given);
  return { config: { ...values, ...identity } as unknown as ControllerConfig, errors };
}

export function readConsumerConfig(
  given: GivenConfig,
  identity: ConsumerIdentity,
): ConfigResult<ConsumerConfig> {
  const { values, errors } = readConfig(consumerKeys, given);
  return { config: { ...values, ...identity } as unknown as ConsumerConfig, errors };
}

export function readAdminConfig(given: GivenConfig, identity: AdminIdentity): ConfigResult<AdminConfig> {
  const { values, errors } = readConfig(adminKeys, given);
  return { config: { ...values, ...identity } as unknown as AdminConfig, errors };
}

/** Settings of a topic as Kafka stores them: text, only those given. */
export function readTopicConfig(given: GivenConfig): ConfigResult<Record<string, string>> {
  const { values, errors } = readConfig(topicKeys, given);
  const config: Record<string, string> = {};
  for (const name of Object.keys(given)) {
    const value = values[name];
    if (value !== undefined) config[name] = String(value);
  }
  return { config, errors };
}

/** Two settings that are not allowed together. */
export function conflict(key: string, message: string): ConfigError {
  return { key, reason: 'conflict', message };
}
