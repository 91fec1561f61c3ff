// The invariants as named sentences, in full and for people: a short name, what may legitimately break each, and what
// has happened to it in a run.

import type { Excuse } from './excuse-log.ts';

export const INVARIANTS = {
  I1: 'No record acknowledged under acks=all with the ISR at min.insync.replicas or above is missing from the log.',
  I2: 'A partition has at most one leader per leader epoch.',
  I3: "The leader's high watermark is at most the smallest log end offset of the ISR, and nothing below it is ever removed from a replica in the ISR or ELR.",
  I4: 'Consumers never see offsets at or above the high watermark.',
  I5: 'Offsets in a log strictly increase.',
  I6: 'Per partition and producer session the log order is the send order when the producer is idempotent.',
  I7: 'A partition has at most one owner per group generation or memberEpoch.',
  I8: 'Every record handed to send() is acknowledged, failed, buffered or in flight.',
  G1: 'Every record behind a committed offset was processed: at least once.',
  G2: "No member's commit takes back what another member had committed.",
  G3: 'A committed offset is never beyond the highest high watermark that a leader had.',
  S1: 'A record is with at most one member of a share group at a time.',
  S2: 'The start offset of a share-partition never goes back.',
  S3: 'What a share group has accepted is never handed out again, and what it has archived is never accepted.',
} as const;
export type InvariantName = keyof typeof INVARIANTS;

export interface InvariantWords {
  /** A few plain words. */
  readonly title: string;
  /** Settings and faults under which a correct cluster may break it; empty = none. */
  readonly mayBreak: readonly string[];
}

const COMMITS_LOST =
  'an unclean election, or lost disks of all in-sync replicas, of the partition or of __consumer_offsets';

/** Those with a lamp in the app, in order: I of every run, G of groups that own partitions, S of share groups. */
export const LAMPS = {
  I1: {
    title: 'What is acknowledged is kept',
    mayBreak: [
      'acks other than all',
      'min.insync.replicas of 1 as it counts',
      'unclean.leader.election.enable=true, an unclean election on request, or the election of the last known leader',
      'every member of ISR and ELR loses its disk, or its power before a flush',
    ],
  },
  I2: { title: 'One leader per leaderEpoch', mayBreak: [] },
  I3: {
    title: 'What is committed stays',
    mayBreak: [
      'an unclean election',
      'a lost disk, or a power loss before a flush, until the replica has caught up again',
    ],
  },
  I4: { title: 'Readers stay below the high watermark', mayBreak: [] },
  I5: { title: 'Offsets only grow', mayBreak: [] },
  I6: {
    title: 'The log keeps the order of sending',
    mayBreak: [
      'enable.idempotence=false, also by acks=0, acks=1 or retries=0, with more than one request in flight',
      'an application that sends again by itself',
    ],
  },
  I7: {
    title: 'One owner per partition',
    mayBreak: [
      'share groups, whose members share partitions on purpose',
      'assign() outside any group',
      'a member that was thrown out and has not heard of it: it goes on under its old generation',
    ],
  },
  G1: {
    title: 'What is committed was processed',
    mayBreak: [
      'a commit before the records are processed, or when they are handed to another thread',
      'auto.offset.reset other than earliest: what such a group passes over at its start is not counted',
      COMMITS_LOST,
    ],
  },
  G2: { title: 'Commits only go on', mayBreak: [COMMITS_LOST] },
  G3: { title: 'Commits stay below what could be read', mayBreak: [] },
  S1: { title: 'A record is with one member', mayBreak: [] },
  S2: { title: 'The start offset only grows', mayBreak: [] },
  S3: {
    title: 'What is done stays done',
    mayBreak: [
      'an unclean election, or lost disks of all in-sync replicas, of the partition or of __share_group_state',
    ],
  },
} as const satisfies Partial<Record<InvariantName, InvariantWords>>;
export type LampName = keyof typeof LAMPS;

const HAPPENED: Readonly<Record<Excuse['reason'], (subject: string) => string>> = {
  acks: (subject) => `${subject} did not wait for all`,
  minIsr: (subject) => `one replica was enough for ${subject}`,
  unclean: (tp) => `${tp} elected a leader uncleanly`,
  dataLoss: (tp) => `no replica in ISR or ELR of ${tp} had all its data left`,
  damage: (broker) => `${broker} lost data on its disk`,
  metadataLoss: (controller) => `${controller} lost its disk, and the quorum with it what it had agreed on`,
  idempotence: (subject) => `${subject} is not idempotent`,
  commitBefore: (subject) => `${subject} commits what it has not processed`,
};

/** "acks=1 of order-service", "orders-0 elected a leader uncleanly". */
export function describeExcuse({ reason, subject, setting }: Excuse): string {
  return setting === '' ? HAPPENED[reason](subject) : `${setting} of ${subject}`;
}
