// How faithful logs and what lies below them are.
import type { Room } from './mechanism.ts';

export const logRoom: Room = {
  id: 'log',
  title: 'Logs and storage',
  mechanisms: [
    {
      id: 'log-append',
      name: 'Appending to a log',
      verdict: 'simplified',
      about:
        'The leader gives each batch its offsets and its leader epoch; followers append exactly what they fetched.',
      notes: [
        {
          says: 'A log is one endless segment: nothing is ever deleted from its front, so logStartOffset stays where it is.',
          file: 'kafka/log/replica-log.ts',
        },
      ],
      sources: ['UnifiedLog.appendAsLeader', 'UnifiedLog.appendAsFollower'],
      fixtures: ['leader-crash-acks-all', 'wire-produce-and-read'],
    },
    {
      id: 'leader-epochs',
      name: 'Leader epoch cache',
      verdict: 'exact',
      about:
        'Each log remembers at which offset each leader epoch began, so that two logs can find where they part.',
      notes: [],
      sources: ['KIP-101', 'KIP-279', 'LeaderEpochFileCache'],
      vectors: ['leader-epoch-cache'],
    },
    {
      id: 'truncation',
      name: 'Truncation after a change of leader',
      verdict: 'exact',
      about:
        'A follower cuts off what its new leader does not have, told by the leader epochs in the answers to its fetches.',
      notes: [],
      sources: ['KIP-101', 'KIP-279', 'AbstractFetcherThread.truncateOnFetchResponse'],
      fixtures: [
        'acks-1-loses-acknowledged-records',
        'leader-paused-becomes-zombie',
        'unclean-election',
        'truncation-and-epochs',
      ],
    },
    {
      id: 'page-cache',
      name: 'Page cache and write-back',
      verdict: 'simplified',
      about:
        'What was appended survives a crash of the process at once, and a loss of power only once the system has written it back.',
      notes: [
        {
          says: 'Data counts as written back 30 s after it was appended, looked at every 5 s; the flush of a closed segment is left out.',
          file: 'kafka/log/flush.ts',
        },
      ],
      sources: ['Kafka documentation, Application vs. OS Flush Management', 'Linux dirty_expire_centisecs'],
    },
    {
      id: 'checkpoints',
      name: 'High watermark checkpoint',
      verdict: 'exact',
      about: 'Every 5 s a broker writes down its high watermarks; after a crash it begins with those.',
      notes: [],
      sources: ['ReplicaManager.checkpointHighWatermarks', 'OffsetCheckpointFile'],
    },
    {
      id: 'producer-state',
      name: 'Producer state of a log',
      verdict: 'simplified',
      about:
        'A leader knows the last five batches of each idempotent producer: it recognises a repeat and a gap. A new leader rebuilds that from its log.',
      notes: [
        {
          says: 'There are no transactions, and a producer is never forgotten (Kafka does after 24 h without a batch).',
          file: 'kafka/log/producer-window.ts',
        },
      ],
      sources: ['KIP-98', 'ProducerStateManager', 'ProducerAppendInfo'],
    },
  ],
};
