// What a run never has, however a scenario is written.
import type { Mechanism, Room } from './mechanism.ts';

/** An absent mechanism: what it is in Kafka, and what its absence means. */
function absent(
  id: string,
  name: string,
  about: string,
  missing: string,
  sources: readonly string[],
): Mechanism {
  return { id, name, verdict: 'absent', about, notes: [{ says: missing }], sources };
}

export const absentRoom: Room = {
  id: 'not-modelled',
  title: 'Not in the model',
  mechanisms: [
    absent(
      'transactions',
      'Transactions',
      'A producer writes to several partitions, and commits offsets, all or nothing.',
      'There is no transaction coordinator and no transactional.id: a producer is idempotent at most.',
      ['KIP-98', 'KIP-890', 'TransactionCoordinator'],
    ),
    absent(
      'read-committed',
      'read_committed and the last stable offset',
      'A consumer that skips aborted records waits at the first open transaction.',
      'Without transactions the last stable offset is the high watermark; isolation.level is no setting here.',
      ['KIP-98', 'UnifiedLog.fetchLastStableOffsetMetadata'],
    ),
    absent(
      'streams-groups',
      'Streams groups and Kafka Streams',
      'Tasks, state stores and their standby copies, coordinated by the broker.',
      'There are producers and consumers only.',
      ['KIP-1071'],
    ),
    {
      id: 'reassignment',
      name: 'Reassignment of partitions',
      verdict: 'absent',
      about: 'Replicas move to other brokers while the partition is in use.',
      notes: [
        {
          says: 'The replicas of a partition stay where they were placed.',
          file: 'kafka/controller/leader-updates.ts',
        },
      ],
      sources: ['KIP-455', 'ReplicationControlManager.alterPartitionReassignments'],
    },
    absent(
      'deletion',
      'Deleting topics and records',
      'Topics go away; logStartOffset moves up on request.',
      'What was created stays until the end of the run.',
      ['KIP-107', 'DeleteRecords', 'DeleteTopics'],
    ),
    absent(
      'segments',
      'Segments and indexes',
      'A log is cut into files, with sparse indexes by offset and by time.',
      'Reading finds any offset at once, and looking up an offset by time is not possible.',
      ['LogSegment', 'OffsetIndex', 'TimeIndex'],
    ),
    absent('retention', 'Retention', 'Old segments are deleted by age or size.', 'A log keeps everything.', [
      'UnifiedLog.deleteOldSegments',
    ]),
    absent(
      'compaction',
      'Compaction',
      'The cleaner keeps the last value of each key.',
      'Records have no values, and nothing is cleaned; cleanup.policy is no setting here.',
      ['LogCleaner', 'Cleaner'],
    ),
    absent(
      'tiered-storage',
      'Tiered storage',
      'Old segments move to an object store.',
      'All data stay on the brokers.',
      ['KIP-405'],
    ),
    absent(
      'compression',
      'Compression',
      'Batches are compressed by the producer.',
      'A batch has the size of its records.',
      ['CompressionType'],
    ),
    absent(
      'disks',
      'Several log directories',
      'A broker spreads its logs over disks and survives the loss of one.',
      'A node has one disk.',
      ['KIP-858', 'LogManager'],
    ),
    absent('quotas', 'Quotas', 'Clients that ask for too much are slowed down.', 'Nobody is throttled.', [
      'KIP-13',
      'ClientQuotaManager',
    ]),
    absent(
      'security',
      'TLS, authentication and ACLs',
      'Who may connect, and who may do what.',
      'Every connection is open and every request is allowed.',
      ['KIP-11', 'StandardAuthorizer'],
    ),
    absent(
      'dynamic-quorum',
      'Changing the voters',
      'Controllers join and leave the quorum.',
      'The voters are those of the scenario.',
      ['KIP-853'],
    ),
    absent(
      'mirror-maker',
      'MirrorMaker 2',
      'Topics and offsets are copied to another cluster.',
      'A run has one cluster in one region.',
      ['KIP-382'],
    ),
    absent(
      'connect',
      'Kafka Connect',
      'Connectors move data between Kafka and other systems.',
      'There are no connectors.',
      ['KIP-26'],
    ),
    absent(
      'shell-tools',
      'Kafka’s shell tools',
      'Tools such as kafka-topics.sh and kafka-consumer-groups.sh print the state of a cluster.',
      'Their output is not imitated; the inspector and the events show the same facts.',
      ['TopicCommand', 'ConsumerGroupCommand'],
    ),
    absent(
      'services',
      'Services around Kafka',
      'Load balancers, circuit breakers, retries of callers, databases.',
      'Nothing but Kafka and its clients runs in a scenario.',
      ['resilience4j'],
    ),
  ],
};
