// How faithful the quorum of controllers is.
import type { Room } from './mechanism.ts';

export const quorumRoom: Room = {
  id: 'quorum',
  title: 'Controller quorum',
  mechanisms: [
    {
      id: 'raft',
      name: 'Raft quorum',
      verdict: 'simplified',
      about:
        'Controllers elect a leader by majority; it commits metadata records once a majority has fetched them, and resigns when no majority fetches.',
      notes: [
        {
          says: 'Controllers are always nodes of their own, never brokers as well, and the set of voters never changes.',
          file: 'kafka/controller/controller-kind.ts',
        },
      ],
      sources: ['KIP-595', 'KafkaRaftClient', 'LeaderState'],
      fixtures: [
        'controller-failover',
        'controller-dies-during-crash',
        'five-controllers',
        'whole-cluster-restarts',
      ],
    },
    {
      id: 'pre-vote',
      name: 'Pre-vote',
      verdict: 'exact',
      about:
        'A voter that misses its leader first asks whether it would win: one that was cut off does not disturb the quorum on its return.',
      notes: [],
      sources: ['KIP-996', 'ProspectiveState'],
      fixtures: ['controller-failover'],
    },
    {
      id: 'metadata-log',
      name: 'Log of the cluster metadata',
      verdict: 'simplified',
      about:
        'All decisions are records of __cluster_metadata; controllers and brokers learn everything by replaying them.',
      notes: [
        {
          says: 'There are no snapshots: the log begins at offset 0 for ever, and each record counts as 100 bytes.',
          file: 'kafka/metadata-log.ts',
        },
        {
          says: 'A node whose committed metadata the quorum has forgotten (a controller lost its disk) ends with an error; Kafka may not notice and goes on with a mixture.',
          file: 'kafka/metadata-log.ts',
        },
      ],
      sources: ['KIP-631', 'KafkaRaftLog', 'QuorumController'],
    },
    {
      id: 'settled-start',
      name: 'The cluster at the start of a run',
      verdict: 'simplified',
      about:
        'A run starts with brokers registered, topics created and every replica in sync, unless the scenario says cold: true.',
      notes: [
        {
          says: 'Feature levels are those of 4.3.1 without records for them, and controllers do not register themselves.',
          file: 'kafka/controller/settled.ts',
        },
      ],
      sources: ['QuorumController', 'BrokerServer.startup'],
    },
  ],
};
