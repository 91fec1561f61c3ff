// How faithful producers, plain consumers and their networking are.
import type { Room } from './mechanism.ts';

export const producerRoom: Room = {
  id: 'producer',
  title: 'Producers',
  mechanisms: [
    {
      id: 'batching',
      name: 'Batches and linger',
      verdict: 'simplified',
      about:
        'Records wait in a batch per partition until it is full or linger.ms is over; ready batches of one broker leave in one request.',
      notes: [
        {
          says: 'A batch is as large as its records (no header, no compression), and the application sends from one thread: while send() blocks, later records wait.',
          file: 'kafka/producer/accumulator.ts',
        },
        { says: 'One producer writes to one topic.', file: 'kafka/producer/producer-state.ts' },
      ],
      sources: ['RecordAccumulator', 'Sender', 'BufferPool'],
      fixtures: ['wire-produce-and-read'],
    },
    {
      id: 'partitioner-keys',
      name: 'Partition of a record with a key',
      verdict: 'exact',
      about:
        'The murmur2 hash of the key, modulo the number of partitions: the same key always goes to the same partition until partitions are added.',
      notes: [],
      sources: ['Utils.murmur2', 'BuiltInPartitioner.partitionForKey'],
      fixtures: ['keys-to-partitions', 'clients/assign', 'one-by-one-with-keys'],
      vectors: ['murmur2', 'partition-for-key'],
    },
    {
      id: 'partitioner-sticky',
      name: 'Partition of a record without a key',
      verdict: 'simplified',
      about:
        'One partition gets about batch.size bytes, then another is drawn; partitions with short queues are preferred.',
      notes: [
        {
          says: 'Queue lengths are those at the moment of the switch, not of the sender’s last look; partitioner.availability.timeout.ms (off by default) is left out.',
          file: 'kafka/producer/partitioner.ts',
        },
      ],
      sources: ['KIP-480', 'KIP-794', 'BuiltInPartitioner'],
      vectors: ['adaptive-partitioner'],
    },
    {
      id: 'idempotence',
      name: 'Idempotent producer',
      verdict: 'exact',
      about:
        'Batches carry a producer id and sequence numbers, so that a retry is stored once and in order; after a gap the client raises its epoch.',
      notes: [],
      sources: ['KIP-98', 'KIP-360', 'TransactionManager'],
      fixtures: ['leader-crash-acks-all', 'wire-produce-and-read'],
    },
    {
      id: 'retries',
      name: 'Retries and time-outs',
      verdict: 'exact',
      about:
        'A failed batch is sent again with back-off until delivery.timeout.ms is over; then the application sees a TimeoutException, although the batch may be stored.',
      notes: [],
      sources: ['KIP-91', 'KIP-580', 'Sender.completeBatch', 'Sender.canRetry'],
      fixtures: [
        'two-crashes-min-isr-2',
        'leader-crash-acks-all',
        'producers-of-all-kinds',
        'odd-parameters',
        'too-few-after-the-append',
      ],
    },
  ],
};

export const consumerRoom: Room = {
  id: 'consumer',
  title: 'Consumers outside groups',
  mechanisms: [
    {
      id: 'plain-consumer',
      name: 'A consumer with assigned partitions',
      verdict: 'simplified',
      about:
        'It reads all partitions of its topics up to the high watermark, at most one open fetch per broker.',
      notes: [
        {
          says: 'The application keeps its positions when a changed setting makes a new client, and nothing over a crash.',
          file: 'kafka/consumer/consumer.ts',
        },
        {
          says: 'Every fetch names all its partitions (no fetch sessions), records are processed at once, and a refused partition waits retry.backoff.ms.',
          file: 'kafka/consumer/fetching.ts',
        },
      ],
      sources: ['AbstractFetch', 'FetchCollector'],
      fixtures: ['wire-produce-and-read', 'leader-crash-acks-all'],
    },
    {
      id: 'positions',
      name: 'Positions and auto.offset.reset',
      verdict: 'simplified',
      about:
        'A position that is missing or out of range is looked up: earliest, latest, not older than a duration, or an error.',
      notes: [
        {
          says: 'An offset looked up by time is that of a batch: its records all count as made with its first.',
          file: 'kafka/broker/client-requests.ts',
        },
        {
          says: 'Outside groups a position is not checked against leader epochs after a change of leader.',
          file: 'kafka/consumer/positions.ts',
        },
      ],
      sources: ['SubscriptionState', 'OffsetFetcher', 'AutoOffsetResetStrategy', 'KIP-320', 'KIP-1106'],
    },
  ],
};

export const networkRoom: Room = {
  id: 'network',
  title: 'Networking and admin clients',
  mechanisms: [
    {
      id: 'client-network',
      name: 'Connections of clients',
      verdict: 'simplified',
      about:
        'Bootstrap, reconnect back-off, requests in flight and request.timeout.ms are those of Kafka’s NetworkClient.',
      notes: [
        {
          says: 'A client has one connection per node, shared by bootstrap and normal traffic, and an idle one is never closed.',
          file: 'kafka/net/network-client.ts',
        },
        {
          says: 'All nodes speak the same version, so the ApiVersions exchange takes its time but says nothing.',
          file: 'kafka/net/api-versions.ts',
        },
      ],
      sources: ['NetworkClient', 'ClusterConnectionStates', 'KIP-511'],
      fixtures: ['wire-produce-and-read', 'wire-leader-crash'],
    },
    {
      id: 'client-metadata',
      name: 'Metadata of clients',
      verdict: 'simplified',
      about:
        'A client asks for metadata when it is old, when an error says that it is wrong, and takes a new leader that an error names.',
      notes: [
        {
          says: 'The topics in use are fixed by the scenario: a client never forgets one that it has not used for long.',
          file: 'kafka/net/client-metadata.ts',
        },
      ],
      sources: ['Metadata', 'KIP-951', 'KIP-899', 'KIP-1102'],
      fixtures: ['wire-leader-crash', 'wire-produce-and-read'],
    },
    {
      id: 'errors',
      name: 'Errors and what clients do about them',
      verdict: 'exact',
      about: 'Which errors are retried, which ask for new metadata and which exception the application sees.',
      notes: [],
      sources: ['Errors', 'RetriableException', 'InvalidMetadataException'],
      fixtures: ['two-crashes-min-isr-2'],
      vectors: ['errors'],
    },
    {
      id: 'admin',
      name: 'Admin client',
      verdict: 'simplified',
      about:
        'An operator’s tool creates topics, changes settings, elects leaders and looks at partitions and offsets, with Kafka’s retries.',
      notes: [
        {
          says: 'It knows the address of every broker, asks for no metadata but leaders, and carries out one call at a time.',
          file: 'kafka/admin/admin-state.ts',
        },
      ],
      sources: ['KafkaAdminClient', 'AdminApiDriver'],
      fixtures: ['unclean-election', 'keys-to-partitions', 'elr-elects-after-clean-shutdown'],
    },
  ],
};
