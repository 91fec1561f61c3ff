// The metrics of a Kafka run by name: what expectations, lessons and the command line ask for.

import type { LedgerView } from './views.ts';

/** In the order in which they are printed. */
export const LEDGER_METRICS = [
  'sent',
  'acknowledged',
  'failed',
  'waiting',
  'consumed',
  'processed',
  'skipped',
  'pausedPartitionMs',
  'partitionsMoved',
  'revoked',
  'redelivered',
  'archived',
  'ackedLost',
  'ackedAtRisk',
  'unackedLost',
  'dupInLog',
  'dupDelivered',
  'orderInversions',
  'underReplicated',
  'underMinIsr',
  'offlinePartitions',
  'lag',
  'lagMax',
  'lagTimeMax',
  'slowestAckMs',
  'p50AckMs',
  'p99AckMs',
  'elections',
  'isrShrinks',
  'isrExpands',
  'truncated',
  'notEnoughReplicas',
  'writeUnavailMs',
] as const satisfies readonly (keyof LedgerView)[];

/** Shorter names in use elsewhere (JMX, interview answers) for the same numbers. */
export const METRIC_ALIASES: Readonly<Record<string, keyof LedgerView>> = {
  acked: 'acknowledged',
  urp: 'underReplicated',
};

export const METRIC_NAMES: readonly string[] = [...LEDGER_METRICS, ...Object.keys(METRIC_ALIASES)];
