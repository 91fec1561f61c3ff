// Share groups in words: single records that come, go back and come again, and who keeps the state of that.

import { sentenceRule as rule, type SentenceTable } from '../../kernel/sentences.ts';
import type { KafkaEvents } from '../events.ts';
import { offsetsText } from './replication-sentences.ts';

type Kinds = {
  readonly [K in keyof KafkaEvents as K extends `share${string}` ? K : never]: KafkaEvents[K];
};

interface Range {
  readonly fromOffset: number;
  readonly toOffset: number;
}

function rangeText(f: Range): string {
  return offsetsText(f.fromOffset, f.toOffset - f.fromOffset);
}

/** "offset 7 is" or "offsets 7 to 9 are". */
function areText(f: Range): string {
  const text = rangeText(f);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} of`;
}

function timesText(deliveryCount: number): string {
  return deliveryCount === 1 ? 'for the first time' : `for the ${ordinal(deliveryCount)} time`;
}

function ordinal(n: number): string {
  const last = n % 10;
  if (n >= 11 && n <= 13) return `${n}th`;
  return `${n}${last === 1 ? 'st' : last === 2 ? 'nd' : last === 3 ? 'rd' : 'th'}`;
}

function verb(f: Range): string {
  return f.toOffset - f.fromOffset === 1 ? 'is' : 'are';
}

/** What a state means for the records. */
function stateText(state: string): string {
  switch (state) {
    case 'ACKNOWLEDGED':
      return 'accepted: done for this group';
    case 'ARCHIVED':
      return 'ARCHIVED: nobody gets them again';
    default:
      return 'AVAILABLE again';
  }
}

function countText(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}

export const shareSentences: SentenceTable<Kinds> = {
  'share.partitionOpened': rule(
    'control',
    2,
    (f, p) =>
      `${p.names.node(p.node)} opens ${f.tp} for share group ${f.group}: the first open record is at offset ${f.startOffset}.`,
  ),
  'share.partitionDropped': rule(
    'control',
    2,
    (f, p) =>
      `${p.names.node(p.node)} no longer leads ${f.tp}: it forgets who of share group ${f.group} has which record.`,
  ),
  'share.acquired': rule(
    'data',
    3,
    (f, p) =>
      `${f.client} acquires ${rangeText(f)} of ${f.tp} from ${p.names.node(p.node)} ${timesText(f.deliveryCount)}.`,
  ),
  'share.changed': rule(
    'data',
    3,
    (f) => `${areText(f)} ${f.tp} ${verb(f)} ${stateText(f.state)} (${f.client} ${whyText(f.why, f.state)}).`,
  ),
  'share.lockExpired': rule(
    'data',
    1,
    (f) =>
      `The lock on ${rangeText(f)} of ${f.tp} ran out: ${f.client === '' ? 'their member' : f.client} had not answered. ${f.state === 'ARCHIVED' ? `After ${f.deliveryCount} deliveries nobody gets them again` : 'Another member may get them'}.`,
  ),
  'share.answerRefused': rule(
    'data',
    2,
    (f, p) =>
      `${p.names.node(p.node)} refuses answers of ${f.client} for ${f.tp}: ${f.error}. It does not have these records any more.`,
  ),
  'share.sessionEnded': rule(
    'control',
    2,
    (f, p) =>
      `${f.client} no longer reads from ${p.names.node(p.node)} for group ${f.group}: ${f.reason}. It had ${countText(f.records, 'record', 'records')} in hand.`,
  ),
  'share.startMoved': rule(
    'data',
    3,
    (f) => `Everything of ${f.tp} below offset ${f.to} is done for share group ${f.group} (was ${f.from}).`,
  ),
  'shareCoordinator.loadStarted': rule(
    'control',
    3,
    (f, p) =>
      `${p.names.node(p.node)} became share coordinator for ${f.tp} and reads its ${countText(f.records, 'record', 'records')} first.`,
  ),
  'shareCoordinator.loaded': rule(
    'control',
    3,
    (f, p) =>
      `${p.names.node(p.node)} has loaded ${f.tp}: it keeps the state of ${countText(f.states, 'share-partition', 'share-partitions')} there.`,
  ),
  'shareCoordinator.resigned': rule(
    'control',
    3,
    (f, p) => `${p.names.node(p.node)} is no longer share coordinator for ${f.tp}.`,
  ),
  'shareState.initialized': rule(
    'control',
    2,
    (f, p) => `${p.names.node(p.node)} keeps the state of ${f.tp} for share group ${f.group} from now on.`,
  ),
  'shareState.refused': rule(
    'control',
    2,
    (f, p) =>
      `${p.names.node(p.node)} does not store the state of ${f.tp} for share group ${f.group}: ${f.error}.`,
  ),
  'shareMember.assigned': rule(
    'client',
    1,
    (f, p) =>
      `${p.names.node(p.node)} may read ${f.tps === '' ? 'no partition yet' : f.tps.split(',').join(', ')} (memberEpoch ${f.memberEpoch}); nobody had to stop for it.`,
  ),
  'shareMember.polled': rule(
    'client',
    3,
    (f, p) =>
      `${p.names.node(p.node)} got ${rangeText(f)} of ${f.tp} from poll() ${timesText(f.deliveryCount)}.`,
  ),
  'shareMember.processed': rule(
    'client',
    3,
    (f, p) => `${p.names.node(p.node)} processed ${rangeText(f)} of ${f.tp} and answers ${f.answer}.`,
  ),
  'shareMember.answerFailed': rule(
    'client',
    2,
    (f, p) =>
      `${p.names.node(p.node)} hears that its answers for ${countText(f.records, 'record', 'records')} of ${f.tp} did not count: ${f.error}.`,
  ),
};

function whyText(why: string, state: string): string {
  if (why === 'released') return 'went with them in hand';
  if (state === 'AVAILABLE') return 'released them';
  return state === 'ARCHIVED' ? 'rejected them, or released them too often' : 'has processed them';
}
