// How faithful replication between brokers is.
import type { Room } from './mechanism.ts';

export const replicationRoom: Room = {
  id: 'replication',
  title: 'Replication',
  mechanisms: [
    {
      id: 'replica-fetch',
      name: 'Followers fetch from leaders',
      verdict: 'simplified',
      about:
        'A follower asks its leader for more, over and over; a fetch without news waits at the leader for up to replica.fetch.wait.max.ms.',
      notes: [
        {
          says: 'A broker has one fetcher per leader (num.replica.fetchers is 1), on a connection that begins without ApiVersions.',
          file: 'kafka/broker/replica-fetcher.ts',
        },
      ],
      sources: ['KIP-227', 'AbstractFetcherThread', 'DelayedFetch'],
      fixtures: ['wire-leader-crash', 'follower-behind-leaves-isr'],
    },
    {
      id: 'high-watermark',
      name: 'High watermark',
      verdict: 'exact',
      about:
        'A leader counts a record as committed when every replica of the ISR has it. A follower hears of that one fetch later.',
      notes: [],
      sources: ['Partition.maybeIncrementLeaderHW', 'ReplicaManager.readFromLog'],
      fixtures: [
        'acks-1-loses-acknowledged-records',
        'elr-elects-after-clean-shutdown',
        'acks-0-after-a-crash',
      ],
    },
    {
      id: 'acks',
      name: 'acks and waiting for the ISR',
      verdict: 'exact',
      about:
        'With acks=all the answer waits until the whole ISR has the batch, with acks=1 only for the leader, with acks=0 there is none.',
      notes: [],
      sources: ['ReplicaManager.appendRecords', 'DelayedProduce'],
      fixtures: ['leader-crash-acks-all', 'acks-1-loses-acknowledged-records', 'two-crashes-min-isr-2'],
    },
    {
      id: 'min-isr',
      name: 'min.insync.replicas',
      verdict: 'exact',
      about:
        'Below it, acks=all is refused and the high watermark stands still for everybody. Above the number of replicas it counts as that number.',
      notes: [],
      sources: ['Partition.isUnderMinIsr', 'Partition.effectiveMinIsr', 'KIP-966'],
      fixtures: ['min-isr-above-replication-factor', 'two-crashes-min-isr-2', 'two-replicas-min-two'],
    },
    {
      id: 'isr',
      name: 'ISR shrinks and expands',
      verdict: 'exact',
      about:
        'A leader drops a follower that was behind for replica.lag.time.max.ms, and takes it back when it has reached the high watermark.',
      notes: [],
      sources: ['Partition.maybeShrinkIsr', 'Partition.maybeExpandIsr'],
      fixtures: ['follower-behind-leaves-isr', 'follower-paused-is-fenced', 'wire-leader-crash'],
    },
    {
      id: 'alter-partition',
      name: 'AlterPartition',
      verdict: 'exact',
      about:
        'The leader only proposes a new ISR: the active controller checks the epochs and the brokers, and decides.',
      notes: [],
      sources: ['KIP-497', 'AlterPartitionManager', 'ReplicationControlManager.alterPartition'],
      fixtures: ['follower-behind-leaves-isr', 'wire-leader-crash', 'wire-failover', 'wire-leader-moves'],
    },
    {
      id: 'closest-replica',
      name: 'Reading from the closest replica',
      verdict: 'exact',
      about:
        'With RackAwareReplicaSelector and client.rack a consumer is sent to an in-sync replica of its own zone.',
      notes: [],
      sources: ['KIP-392', 'RackAwareReplicaSelector'],
    },
    {
      id: 'metadata',
      name: 'Metadata reaches brokers as a log',
      verdict: 'simplified',
      about: 'A broker acts on a decision of the controller only when it has fetched and applied its record.',
      notes: [
        {
          says: 'A broker changes its picture of the cluster record by record; Kafka builds a new picture per batch, which cannot be told from outside.',
          file: 'kafka/metadata-image.ts',
        },
      ],
      sources: ['KIP-500', 'MetadataLoader', 'BrokerMetadataPublisher'],
      fixtures: ['wire-leader-crash'],
    },
  ],
};
