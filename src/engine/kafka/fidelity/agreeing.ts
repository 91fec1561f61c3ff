// Recordings of the real systems that the engine plays from end to end and agrees with. The conformance tests hold each
// of them to it; the fidelity page names no other.

/** File below conformance/fixtures to the number of its steps that are compared. Every other one ends in 3. */
export const AGREEING_STORIES: Readonly<Record<string, number>> = {
  'stories/acks-1-loses-acknowledged-records.json': 11,
  'stories/controlled-shutdown-moves-leaders-first.json': 8,
  'stories/controller-failover.json': 6,
  'stories/coordinator-failover.json': 9,
  'stories/crash-between-processing-and-commit.json': 8,
  'stories/elr-elects-after-clean-shutdown.json': 17,
  'stories/follower-behind-leaves-isr.json': 8,
  'stories/follower-paused-is-fenced.json': 8,
  'stories/group-classic-cooperative-sticky.json': 7,
  'stories/group-classic-range.json': 7,
  'stories/group-consumer-uniform.json': 7,
  'stories/group-crash-classic.json': 5,
  'stories/group-stalled-member-classic.json': 5,
  'stories/group-static-fenced.json': 4,
  'stories/keys-to-partitions.json': 5,
  'stories/leader-crash-acks-all.json': 15,
  'stories/leader-paused-becomes-zombie.json': 9,
  'stories/leaders-go-home.json': 8,
  'stories/min-isr-above-replication-factor.json': 6,
  'stories/two-crashes-min-isr-2.json': 13,
  'stories/unclean-election.json': 15,
  'stories/zone-loss-six-brokers.json': 6,
  'wire/wire-group-classic.json': 9,
  'wire/wire-group-consumer.json': 9,
  'wire/wire-leader-crash.json': 7,
  'wire/wire-produce-and-read.json': 6,
};

/** Recorded calls of Kafka's client library; every one of them agrees. */
export const AGREEING_CALLS: readonly string[] = ['clients/assign.json'];
