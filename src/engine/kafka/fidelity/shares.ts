// How faithful share groups are (KIP-932).
import type { Room } from './mechanism.ts';

export const shareRoom: Room = {
  id: 'share-groups',
  title: 'Share groups',
  mechanisms: [
    {
      id: 'share-records',
      name: 'Acquiring and acknowledging single records',
      verdict: 'simplified',
      about:
        'The leader locks records for one member, counts each delivery, and frees or archives what is released, rejected or not answered in time.',
      notes: [
        {
          says: 'Logs have no gaps, so nothing is archived because it was compacted away, and batches of aborted transactions are handed out like others.',
          file: 'kafka/share/share-partition.ts',
        },
      ],
      sources: ['KIP-932', 'KIP-1222', 'SharePartition', 'InFlightState', 'DelayedShareFetch'],
      fixtures: [
        'share-group-release-and-reject',
        'share-limit',
        'share-latest',
        'groups-of-other-kinds',
        'share-version-0',
      ],
    },
    {
      id: 'share-coordinator',
      name: 'Share coordinator',
      verdict: 'simplified',
      about:
        'What became of records is kept in __share_group_state before it counts; a new leader of the partition, or a new share coordinator, reads it back.',
      notes: [
        {
          says: 'The state of deleted topics and of groups that are gone stays, and partitions that nobody changes get no new snapshot.',
          file: 'kafka/share/share-coordinator.ts',
        },
        {
          says: 'A request is about one partition of one group; Kafka puts those for one broker together. A broker that asks itself sends no message, and nobody is asked for the coordinator.',
          file: 'kafka/share/persister.ts',
        },
      ],
      sources: ['ShareCoordinatorShard', 'PersisterStateManager', 'PersisterStateBatchCombiner'],
      fixtures: [
        'share-group-release-and-reject',
        'share-leader-and-coordinator-killed',
        'wire-share',
        'wire-share-three',
      ],
    },
    {
      id: 'share-membership',
      name: 'Members of a share group',
      verdict: 'simplified',
      about:
        'Members beat as in the consumer protocol, but take their partitions at once: nobody has to give one up first.',
      notes: [
        {
          says: 'Racks do not change the group epoch, and a group that is in use does not change its protocol.',
          file: 'kafka/coordinator/share-heartbeat.ts',
        },
        {
          says: 'All members of a group subscribe to the same topics: the half of the assignor for other groups is not here.',
          file: 'kafka/groups/simple-assignor.ts',
        },
        {
          says: 'The member’s background thread acts at once, not in rounds of an event loop.',
          file: 'kafka/share-member/share-membership.ts',
        },
      ],
      sources: [
        'KIP-932',
        'GroupMetadataManager.shareGroupHeartbeat',
        'SimpleAssignor',
        'ShareMembershipManager',
      ],
      fixtures: ['share-group-release-and-reject'],
      vectors: ['server-assignor-simple'],
    },
    {
      id: 'share-consumer',
      name: 'Share consumer',
      verdict: 'simplified',
      about:
        'It fetches from every leader of its partitions, answers with the next fetch or on its own, in implicit or explicit mode.',
      notes: [
        {
          says: 'Answers that could not be delivered are not sent again; the locks of their records run out.',
          file: 'kafka/share-member/leader-requests.ts',
        },
        {
          says: 'Processing takes the same time for every record; records that take less than 1 ms are processed in steps of 1 ms.',
          file: 'kafka/share-member/share-application.ts',
        },
        { says: 'The application never renews a lock; brokers would understand it.' },
      ],
      sources: ['ShareConsumerImpl', 'ShareConsumeRequestManager', 'ShareSessionHandler'],
      fixtures: ['share-group-release-and-reject'],
    },
  ],
};
