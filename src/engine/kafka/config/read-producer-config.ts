// A producer's settings, with the rules by which Kafka's own class changes or refuses them.
// [src: ProducerConfig.postProcessAndValidateIdempotenceConfigs, KafkaProducer.configureDeliveryTimeout]

import type { ProducerConfig } from '../producer/producer-state.ts';
import type { ConfigError, ConfigResult, ConfigValue, GivenConfig } from './config-key.ts';
import { readConfig } from './config-key.ts';
import { producerKeys } from './defaults.ts';
import { conflict } from './read-config.ts';

/** Beyond this many requests in flight a broker could not tell a repeat from a gap: it remembers five batches. */
const MAX_IN_FLIGHT_WITH_IDEMPOTENCE = 5;

/** What a producer is apart from its settings. */
export type ProducerIdentity = Pick<
  ProducerConfig,
  'client' | 'bootstrap' | 'topic' | 'ratePerSecond' | 'keys' | 'record.bytes' | 'stopAt'
>;

/**
 * Idempotence is on by default; acks other than all or retries = 0 switch it off silently, unless it was asked for:
 * then they conflict. delivery.timeout.ms is raised silently when left at its default.
 */
export function readProducerConfig(
  given: GivenConfig,
  identity: ProducerIdentity,
): ConfigResult<ProducerConfig> {
  const { values, errors } = readConfig(producerKeys, given);
  const acks = values.acks === 'all' ? -1 : Number(values.acks);
  values['enable.idempotence'] = resolveIdempotence(given, values, acks, errors);
  values['delivery.timeout.ms'] = resolveDeliveryTimeout(given, values, errors);
  return { config: { ...values, ...identity, acks } as unknown as ProducerConfig, errors };
}

function resolveIdempotence(
  given: GivenConfig,
  values: Record<string, ConfigValue>,
  acks: number,
  errors: ConfigError[],
): boolean {
  if (values['enable.idempotence'] !== true) return false;
  const isAskedFor = Object.hasOwn(given, 'enable.idempotence');
  let isEnabled = true;
  if (values.retries === 0) {
    isEnabled = false;
    if (isAskedFor) {
      errors.push(conflict('retries', 'Must set retries to non-zero when using the idempotent producer.'));
    }
  }
  if (acks !== -1) {
    isEnabled = false;
    if (isAskedFor) {
      errors.push(
        conflict(
          'acks',
          'Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.',
        ),
      );
    }
  }
  // Checked even when idempotence was just switched off silently: only an explicit false avoids it.
  if ((values['max.in.flight.requests.per.connection'] as number) > MAX_IN_FLIGHT_WITH_IDEMPOTENCE) {
    errors.push(
      conflict(
        'max.in.flight.requests.per.connection',
        'Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer; or set enable.idempotence to false.',
      ),
    );
  }
  return isEnabled;
}

function resolveDeliveryTimeout(
  given: GivenConfig,
  values: Record<string, ConfigValue>,
  errors: ConfigError[],
): number {
  const timeout = values['delivery.timeout.ms'] as number;
  const atLeast = (values['linger.ms'] as number) + (values['request.timeout.ms'] as number);
  if (timeout >= atLeast) return timeout;
  if (Object.hasOwn(given, 'delivery.timeout.ms')) {
    errors.push(
      conflict(
        'delivery.timeout.ms',
        `delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms (${atLeast}).`,
      ),
    );
  }
  return atLeast;
}
