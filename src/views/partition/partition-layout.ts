// One partition as rows, for narrow screens: each replica's log is a bar on a shared scale of offsets.

import type { ClusterView, PartitionView, ReplicaView } from '../../engine/kafka/views.ts';
import type { NodeId } from '../../engine/kernel/world.ts';
import { formatNumber, formatTimeShort } from '../../ui/format.ts';
import { troubleBetween } from '../stage/client-links.ts';
import type { FaultyLink } from '../stage/stage-links.ts';
import { cutWords, isDown, replicaSentence, replicaState, type StateWords } from '../stage/stage-words.ts';

export interface PartitionRow {
  readonly node: NodeId;
  readonly name: string;
  /** "zone a", '' outside zones. */
  readonly zone: string;
  readonly isLeader: boolean;
  /** Named leader that cannot be reached: the pill is dashed. */
  readonly isLeaderGone: boolean;
  readonly isDown: boolean;
  readonly state: StateWords;
  /** Right of the state: what is wrong, else the high watermark. */
  readonly note: StateWords;
  /** Ends of bar and high watermark on the shared scale, 0 … 1. */
  readonly end: number;
  readonly highWatermark: number;
  /** -1 for an empty log. */
  readonly lastOffset: number;
  /** "390 missing", '' when nothing is. */
  readonly missing: string;
  /** The line to the leader; a slow or lossy one is in trouble. */
  readonly link: 'self' | 'open' | 'cut' | 'trouble' | 'none';
  /** Everything in words, for screen readers. */
  readonly sentence: string;
}

function stateOf(replica: ReplicaView, partition: PartitionView): StateWords {
  if (replica.status === 'inSync') return { text: 'in the ISR', tone: 'body' };
  if (replica.status === 'outOfSync' && !replica.thinksItLeads)
    return { text: 'out of the ISR', tone: 'warning' };
  return replicaState(replica, partition);
}

function lineOf(trouble: string | undefined): PartitionRow['link'] {
  if (trouble === undefined) return 'open';
  return trouble === '' ? 'cut' : 'trouble';
}

/** The rows of a partition in assignment order. */
export function partitionRows(
  cluster: ClusterView,
  troubled: readonly FaultyLink[],
  partition: PartitionView,
  timeOfRow: (row: number) => number,
): readonly PartitionRow[] {
  const most = Math.max(1, ...partition.replicas.map((replica) => replica.logEndOffset));
  const leader = partition.replicas.find((replica) => replica.broker === partition.leader);
  return partition.replicas.map((replica) => {
    const broker = cluster.brokers.find((b) => b.node === replica.node);
    const down = broker !== undefined && isDown(broker);
    const isLeader = replica.status === 'leader' || replica.status === 'leaderUnreachable';
    const trouble =
      leader === undefined || isLeader
        ? undefined
        : troubleBetween(cluster, troubled, replica.node, leader.node);
    const since = down && broker.faultRow >= 0 ? ` since ${formatTimeShort(timeOfRow(broker.faultRow))}` : '';
    const cut = broker === undefined ? undefined : cutWords(cluster, broker);
    const fault = down
      ? `${broker.isFenced ? 'fenced, ' : ''}down${since}`
      : trouble === ''
        ? 'link cut'
        : (cut ?? (trouble === undefined ? '' : `link ${trouble}`));
    const note: StateWords =
      fault === ''
        ? { text: `high watermark ${formatNumber(replica.highWatermark)}`, tone: 'body' }
        : { text: fault, tone: 'fault' };
    return {
      node: replica.node,
      name: `Broker ${replica.broker}`,
      zone: broker === undefined || broker.zone === '' ? '' : `zone ${broker.zone}`,
      isLeader,
      isLeaderGone: replica.status === 'leaderUnreachable',
      isDown: down,
      state: stateOf(replica, partition),
      note,
      end: replica.logEndOffset / most,
      highWatermark: Math.min(replica.highWatermark, replica.logEndOffset) / most,
      lastOffset: replica.logEndOffset - 1,
      missing: replica.recordsBehind > 0 ? `${formatNumber(replica.recordsBehind)} missing` : '',
      link: isLeader ? 'self' : down || leader === undefined ? 'none' : lineOf(trouble),
      sentence: `${replicaSentence(replica, partition)}${fault === '' ? '' : `, ${fault}`}`,
    };
  });
}
