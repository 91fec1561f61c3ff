// How faithful the active controller and the life of brokers are.
import type { Room } from './mechanism.ts';

export const controllerRoom: Room = {
  id: 'controller',
  title: 'Brokers and the active controller',
  mechanisms: [
    {
      id: 'elections',
      name: 'Leader election',
      verdict: 'exact',
      about:
        'The first replica in assignment order that is in sync and alive leads next, and the leader epoch grows by one.',
      notes: [],
      sources: ['PartitionChangeBuilder', 'ReplicationControlManager.generateLeaderAndIsrUpdates'],
      fixtures: ['leader-crash-acks-all', 'zone-loss-six-brokers', 'two-crashes-min-isr-2'],
      vectors: ['partition-change-builder'],
    },
    {
      id: 'elr',
      name: 'Eligible leader replicas',
      verdict: 'exact',
      about:
        'Below min.insync.replicas, those who leave the ISR are kept in the ELR: one that comes back cleanly may lead without loss.',
      notes: [],
      sources: ['KIP-966', 'PartitionChangeBuilder'],
      fixtures: [
        'elr-elects-after-clean-shutdown',
        'two-crashes-min-isr-2',
        'without-elr',
        'without-elr-to-the-end',
        'two-zones-of-three',
      ],
      vectors: ['partition-change-builder'],
    },
    {
      id: 'unclean',
      name: 'Unclean election',
      verdict: 'exact',
      about:
        'When nobody in sync is left, the partition waits; with unclean.leader.election.enable an old copy leads, and what it lacks is lost.',
      notes: [],
      sources: ['PartitionChangeBuilder', 'ReplicationControlManager.maybeElectUncleanLeaders'],
      fixtures: [
        'unclean-election',
        'min-isr-then-unclean',
        'defaults-of-the-cluster',
        'elections-by-hand',
        'leaderless',
      ],
      vectors: ['partition-change-builder'],
    },
    {
      id: 'preferred',
      name: 'Return to the preferred leader',
      verdict: 'exact',
      about:
        'Every leader.imbalance.check.interval.seconds the active controller gives partitions back to their first replica, if it is in sync.',
      notes: [],
      sources: ['ReplicationControlManager.maybeBalancePartitionLeaders'],
      fixtures: ['leaders-go-home'],
      vectors: ['partition-change-builder'],
    },
    {
      id: 'placement',
      name: 'Placement of replicas',
      verdict: 'exact',
      about:
        'Leaders rotate over the zones and then over the brokers; followers go to other zones as long as there are any.',
      notes: [],
      sources: ['StripedReplicaPlacer'],
      vectors: ['striped-replica-placer'],
    },
    {
      id: 'create-topic',
      name: 'New topics and partitions',
      verdict: 'simplified',
      about:
        'The active controller checks name, counts and replicas, places what was not assigned, and writes the records.',
      notes: [
        {
          says: 'There are no creation policies, no quotas and no limit of partitions per broker, and no log directory is ever cordoned.',
          file: 'kafka/controller/create-topic.ts',
        },
      ],
      sources: ['ReplicationControlManager.createTopics', 'ReplicationControlManager.createPartitions'],
      fixtures: [
        'keys-to-partitions',
        'min-isr-above-replication-factor',
        'refused',
        'partitions-added-while-a-broker-is-dead',
      ],
    },
    {
      id: 'settings',
      name: 'Settings and their defaults',
      verdict: 'simplified',
      about:
        'Settings have Kafka’s names, defaults and limits. One that the model could not act on is refused, so that nobody trusts it.',
      notes: [
        {
          says: 'A changed setting of a client closes that client and makes it anew, as an application would have to; send() waits meanwhile.',
          file: 'kafka/producer/producer.ts',
        },
      ],
      sources: ['ConfigDef', 'ConfigurationControlManager', 'LogConfig'],
      vectors: ['config-defaults'],
    },
    {
      id: 'registration',
      name: 'Registration of brokers',
      verdict: 'simplified',
      about:
        'A broker that starts registers with a new incarnation; while its old session lasts it is refused and asks again.',
      notes: [
        {
          says: 'Recovering logs and publishing the first metadata take 100 ms, however long the logs are.',
          file: 'kafka/broker/lifecycle.ts',
        },
      ],
      sources: ['KIP-631', 'ClusterControlManager.registerBroker', 'BrokerLifecycleManager'],
      fixtures: ['controlled-shutdown-moves-leaders-first', 'wire-leader-crash'],
    },
    {
      id: 'fencing',
      name: 'Heartbeats and fencing',
      verdict: 'simplified',
      about:
        'A broker that is not heard of for broker.session.timeout.ms is fenced: it leaves every ISR and leads nothing.',
      notes: [
        {
          says: 'When several sessions are over at once, the lowest broker id is fenced first; Kafka takes the order of a hash map.',
          file: 'kafka/controller/broker-registration.ts',
        },
      ],
      sources: ['KIP-631', 'BrokerHeartbeatManager', 'ReplicationControlManager.maybeFenceOneStaleBroker'],
      fixtures: [
        'follower-paused-is-fenced',
        'leader-paused-becomes-zombie',
        'zone-loss-six-brokers',
        'restart-before-the-session-ends',
      ],
    },
    {
      id: 'controlled-shutdown',
      name: 'Controlled shutdown',
      verdict: 'exact',
      about:
        'A broker that is asked to stop hands over its leaderships, leaves the ISRs, flushes its logs, and only then goes.',
      notes: [],
      sources: [
        'BrokerLifecycleManager',
        'ReplicationControlManager.handleBrokerInControlledShutdown',
        'KIP-966',
      ],
      fixtures: [
        'controlled-shutdown-moves-leaders-first',
        'elr-elects-after-clean-shutdown',
        'controlled-shutdown-of-two',
        'terminated-one-by-one',
      ],
    },
    {
      id: 'controller-channel',
      name: 'A broker’s way to the active controller',
      verdict: 'exact',
      about:
        'Heartbeats, ISR changes and forwarded admin requests have a connection each. When the active controller is paused, heartbeats soon find the next one; the others may wait for 30 s.',
      notes: [],
      sources: ['NodeToControllerRequestThread', 'KIP-590'],
      fixtures: ['controller-failover', 'wire-produce-and-read', 'active-controller-paused'],
    },
  ],
};
