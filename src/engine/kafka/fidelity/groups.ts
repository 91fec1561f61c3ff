// How faithful consumer groups are. What scenarios may ask for decides, not what lies in the tree.
import { memberKeys } from '../config/defaults.ts';
import type { Mechanism, Note, Room } from './mechanism.ts';

/** Can members of a scenario speak this protocol? */
export function isProtocolModelled(protocol: string): boolean {
  const known: readonly string[] = memberKeys['group.protocol'].choices ?? [];
  return known.includes(protocol);
}

const consumerProtocolNotes: readonly Note[] = [
  {
    says: 'With 12 or more topics, the order of topics inside a hash bucket may differ; it shows only when such a group changes from range to uniform.',
    file: 'kafka/groups/target-assignment.ts',
  },
  {
    says: 'Subscriptions name topics, not patterns; racks do not change the group epoch; a group that is in use does not change its protocol.',
    file: 'kafka/coordinator/consumer-heartbeat.ts',
  },
  {
    says: 'The member’s background thread acts at once, not in rounds of an event loop.',
    file: 'kafka/member/consumer-membership.ts',
  },
];

/** The protocol of KIP-848: absent until a member can be told to speak it. */
function consumerProtocol(): Mechanism {
  const isModelled = isProtocolModelled('consumer');
  const missing: Note = {
    says: 'No member of a run speaks it: a scenario with group.protocol consumer is refused. What computes its assignments is there and passes the vectors.',
  };
  return {
    id: 'group-consumer-protocol',
    name: 'Consumer protocol',
    verdict: isModelled ? 'simplified' : 'absent',
    about:
      'The coordinator computes the assignment, and each member moves towards it at its own heartbeats, without a barrier for all.',
    notes: isModelled ? consumerProtocolNotes : [missing, ...consumerProtocolNotes],
    sources: ['KIP-848', 'CurrentAssignmentBuilder', 'UniformAssignor', 'RangeAssignor'],
    fixtures: [
      'group-consumer-uniform',
      'wire-group-consumer',
      'consumer-coordinator-killed',
      'consumer-range-two-topics',
      'consumer-range-static',
      'group-version-0',
      'resets-under-the-consumer-protocol',
      'consumer-members-come-and-go',
      'consumer-short-session',
      'consumer-stalled',
      'consumer-static',
      'consumer-vanish-alone',
      'empty-group-changes-protocol',
      'short-session-static',
      'uniform-different-topics',
      'wire-cooperative-and-consumer',
    ],
    vectors: [
      'current-assignment-builder',
      'server-assignor-uniform',
      'server-assignor-range',
      'java-hashmap-order',
    ],
  };
}

export const groupRoom: Room = {
  id: 'groups',
  title: 'Consumer groups',
  mechanisms: [
    {
      id: 'group-classic',
      name: 'Classic protocol',
      verdict: 'simplified',
      about:
        'Members join, one of them computes the assignment, all sync; who is silent for session.timeout.ms or away from poll() too long is out.',
      notes: [
        {
          says: 'Processing takes the same time for every record; records that take less than 1 ms are processed in steps of 1 ms.',
          file: 'kafka/member/application.ts',
        },
        {
          says: 'Subscriptions name topics, not patterns, and the group’s leader watches how many partitions they have, not in which racks.',
          file: 'kafka/member/classic-membership.ts',
        },
        {
          says: 'One heartbeat of a member is on its way at a time; Kafka sends the next one even if the last was not answered.',
          file: 'kafka/member/heartbeat-thread.ts',
        },
      ],
      sources: ['ClassicGroup', 'GroupMetadataManager', 'AbstractCoordinator', 'ConsumerCoordinator'],
      fixtures: [
        'group-classic-range',
        'group-classic-cooperative-sticky',
        'group-crash-classic',
        'group-stalled-member-classic',
        'group-static-fenced',
        'wire-group-classic',
        'wire-static-and-stall',
        'wire-cooperative-static',
        'mixed-assignors',
        'offsets-none',
        'session-outlasts-nothing',
        'stalled-within-rebalance',
        'static-restart-within-session',
        'static-stalled',
        'topic-comes-later',
        'topic-grows-under-all',
        'cooperative-static',
        'racks-and-a-death',
        'groups-that-are-full',
        'stalls-and-polls',
      ],
    },
    {
      id: 'group-coordinator',
      name: 'Group coordinator',
      verdict: 'simplified',
      about:
        'The leader of one partition of __consumer_offsets keeps the group; when it goes, the next leader reads everything from that log.',
      notes: [
        {
          says: 'Each operation is written as a batch of its own, and what cannot be written is refused before anything changes; Kafka collects writes and rolls back.',
          file: 'kafka/coordinator/write-records.ts',
        },
        {
          says: 'Loading takes 5 ms and 1 ms more per 1,000 records; an empty log is loaded at once.',
          file: 'kafka/coordinator/shard.ts',
        },
        {
          says: 'The id of a topic is made from its name instead of being drawn, so that one more topic leaves every draw alone.',
          file: 'kafka/coordinator/member-ids.ts',
        },
      ],
      sources: ['GroupCoordinatorService', 'CoordinatorRuntime', 'GroupCoordinatorShard'],
      fixtures: [
        'coordinator-failover',
        'broker-dies-under-groups',
        'classic-coordinator-killed',
        'coordinator-paused',
        'coordinator-terminated',
        'work-consumer-over-failover',
        'two-groups-one-topic',
        'living-groups-over-a-restart',
        'wire-coordinator-killed',
      ],
    },
    {
      id: 'group-offsets',
      name: 'Committed offsets',
      verdict: 'exact',
      about:
        'Commits are records of __consumer_offsets, checked against member and generation; unused ones expire.',
      notes: [],
      sources: ['OffsetMetadataManager', 'ConsumerCoordinator'],
      fixtures: [
        'coordinator-failover',
        'crash-between-processing-and-commit',
        'wire-work',
        'work-in-ways',
        'readers-of-all-kinds',
      ],
    },
    {
      id: 'coordinator-partition',
      name: 'Which broker coordinates a group',
      verdict: 'exact',
      about:
        'The hash of the group’s name, modulo the partitions of __consumer_offsets; the leader of that partition is the coordinator.',
      notes: [],
      sources: ['GroupCoordinatorService.partitionFor'],
      fixtures: ['clients/assign', 'coordinator-failover'],
      vectors: ['coordinator-partition'],
    },
    {
      id: 'assignors',
      name: 'Assignors of clients',
      verdict: 'simplified',
      about:
        'The assignors range, roundrobin, sticky and cooperative-sticky give every member exactly the partitions that the Java classes give it.',
      notes: [
        {
          says: 'Where Kafka’s sticky assignor fails on a previous owner that can take part in no move, the model passes it over.',
          file: 'kafka/groups/sticky-balance.ts',
        },
        {
          says: 'A hash bucket of more than eight entries stays a list; Java makes it a tree, whose order may differ.',
          file: 'kafka/groups/java-hash.ts',
        },
      ],
      sources: ['RangeAssignor', 'RoundRobinAssignor', 'AbstractStickyAssignor', 'KIP-429', 'KIP-881'],
      fixtures: [
        'clients/assign',
        'group-classic-range',
        'group-classic-cooperative-sticky',
        'range-with-racks',
        'roundrobin-two-topics',
        'sticky-after-crash',
        'sticky-different-topics',
        'leader-of-other-topics',
      ],
      vectors: [
        'assignor-range',
        'assignor-roundrobin',
        'assignor-sticky',
        'assignor-cooperative-sticky',
        'java-hashmap-order',
      ],
    },
    consumerProtocol(),
  ],
};
