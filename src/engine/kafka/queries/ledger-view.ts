// The record ledger in numbers.

import type { World } from '../../kernel/world.ts';
import { latencyPercentile } from '../ledger/ack-latency.ts';
import { ledgerOf } from '../ledger/ledger-state.ts';
import { METRIC_ALIASES } from '../metric-names.ts';
import type { ClusterView, LedgerView, PartitionView } from '../views.ts';
import { viewCluster } from './cluster.ts';
import { groupTotals } from './groups.ts';
import { longestStallMs } from './producer-totals.ts';

function count(partitions: readonly PartitionView[], is: (p: PartitionView) => boolean): number {
  return partitions.reduce((n, p) => n + (is(p) ? 1 : 0), 0);
}

export function viewLedger(world: World, cluster: ClusterView = viewCluster(world)): LedgerView {
  const ledger = ledgerOf(world);
  const totals = { sent: 0, acknowledged: 0, failed: 0, waiting: 0, ackedLost: 0, unackedLost: 0 };
  for (const of of cluster.producers) {
    totals.sent += of.sent;
    totals.acknowledged += of.acknowledged;
    totals.failed += of.failed;
    totals.waiting += of.waiting;
    totals.ackedLost += of.ackedLost;
    totals.unackedLost += of.unackedLost;
  }
  let ackedAtRisk = 0;
  for (const tp in ledger.partitions) ackedAtRisk += ledger.partitions[tp]?.atRisk ?? 0;
  return {
    ...totals,
    consumed: ledger.consumed.reduce((sum, n) => sum + n, 0),
    ...groupTotals(cluster.groups),
    redelivered: ledger.redelivered,
    archived: ledger.archived,
    ackedAtRisk,
    dupInLog: ledger.dupInLog,
    dupDelivered: ledger.dupDelivered,
    orderInversions: ledger.orderInversions,
    underReplicated: count(cluster.partitions, (p) => p.isUnderReplicated),
    underMinIsr: count(cluster.partitions, (p) => p.isUnderMinIsr),
    offlinePartitions: count(cluster.partitions, (p) => p.leader < 0),
    lag: [...cluster.consumers, ...cluster.groups].reduce((sum, reader) => sum + reader.lag, 0),
    slowestAckMs: Math.max(0, ...ledger.slowestAckMs),
    p50AckMs: latencyPercentile(ledger.ackLatency, 50),
    p99AckMs: latencyPercentile(ledger.ackLatency, 99),
    elections: ledger.elections,
    isrShrinks: ledger.isrShrinks,
    isrExpands: ledger.isrExpands,
    truncated: ledger.truncated,
    notEnoughReplicas: ledger.notEnoughReplicas,
    writeUnavailMs: longestStallMs(world),
  };
}

/** A metric by its name or alias; throws for an unknown one. */
export function metricOf(world: World, name: string): number {
  const view = viewLedger(world);
  const key = METRIC_ALIASES[name] ?? name;
  if (!Object.hasOwn(view, key)) throw new Error(`Faultline: no metric ${name}`);
  return view[key as keyof LedgerView];
}
