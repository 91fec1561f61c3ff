// The step `share`: a share-group member made for the step answers for each delivery in turn, commits after each poll,
// and closes.

import { shareMemberKeys } from '../../engine/kafka/config/defaults.ts';
import { readShareMemberConfig } from '../../engine/kafka/config/read-share-config.ts';
import { topicPartition } from '../../engine/kafka/names.ts';
import { deliveryKey } from '../../engine/kafka/share-member/share-application.ts';
import type { Answer, ShareMemberConfig } from '../../engine/kafka/share-member/share-member-state.ts';
import { addNode } from '../../engine/kernel/run.ts';
import type { StepNamed } from '../../engine/scenario/story-schema.ts';
import { isOffered, knownSettings } from './cluster.ts';
import { differs } from './compare.ts';
import { isAlive, stopMember } from './group-members.ts';
import { isHarmless } from './harmless-settings.ts';
import { NotModelled, Refused, waitFor } from './operator.ts';
import type { Outcome } from './outcome.ts';
import { noteUnmodelled, type StoryState } from './story-state.ts';

const DEFAULT_FOR_MS = 8_000;
/** Beyond its own time a member may wait for commitSync() (60 s) and close() (30 s). */
const END_LIMIT_MS = 95_000;

export function playShare(state: StoryState, step: StepNamed<'share'>): Outcome {
  const forMs = step.forMs ?? DEFAULT_FOR_MS;
  if (!isOffered(state.story, 'share.version')) throw new Refused('UnsupportedVersionException');
  const node = startSharer(state, step, forMs);
  waitFor(state.cluster, () => !isAlive(state, node), forMs + END_LIMIT_MS);
  stopMember(state, node);
  const { callbacks, reads: all } = state.cluster.journal;
  const exception = callbacks.get(node)?.find((callback) => typeof callback === 'string');
  if (exception !== undefined) throw new Refused(exception);
  const reads = all.get(node) ?? [];
  const ours = { delivered: reads.map((r) => `${r.partition}:${r.offset}:${r.text}`) };
  // The application acknowledges each delivery: in implicit mode it may not.
  if (isImplicit(step) && reads.length > 0) throw new Refused('IllegalStateException');
  const { observed } = step;
  if (observed === undefined || !('delivered' in observed)) return { ours, differences: [] };
  return { ours, differences: compareDeliveries(observed.delivered, ours.delivered) };
}

function isImplicit({ config }: StepNamed<'share'>): boolean {
  return String(config?.['share.acknowledgement.mode'] ?? 'explicit') === 'implicit';
}

function startSharer(state: StoryState, step: StepNamed<'share'>, forMs: number): string {
  const { cluster, members } = state;
  const unknown: string[] = [];
  const isKnown = (name: string) => name === 'client.rack' || isHarmless('member', name);
  const given = knownSettings(shareMemberKeys, step.config ?? {}, isKnown, unknown);
  for (const name of unknown) noteUnmodelled(state, `share consumer setting ${name}`);
  const { config } = readShareMemberConfig(
    { 'share.acknowledgement.mode': 'explicit', ...given },
    {
      bootstrap: [...cluster.bootstrap],
      topics: [step.topic],
      'client.rack': '',
      'group.id': step.group,
      'client.id': 'sharer',
      processing: 0,
      answers: answersOf(step),
      ...answersTaken(step),
      commitsSync: true,
      job: { max: step.max ?? -1, forMs },
    },
  );
  const node = `sharer-${members.started.length}`;
  members.started.push({ node, key: node });
  addNode(cluster.run, { id: node, kind: 'shareMember', zone: '', config: config as ShareMemberConfig });
  state.clientNames.set(node, 'sharer');
  return node;
}

function answersOf({ answers = ['accept'] }: StepNamed<'share'>): Answer[] {
  const inTurn = answers.map((answer) => answer.toLowerCase());
  if (inTurn.includes('renew')) throw new NotModelled('a member that renews its locks');
  return inTurn as Answer[];
}

/** Answers go in turn over all partitions, and whose records come first is open: what each delivery got is taken over. */
function answersTaken({ topic, observed }: StepNamed<'share'>): { answerTo?: Record<string, Answer> } {
  if (observed === undefined || !('delivered' in observed)) return {};
  const answerTo: Record<string, Answer> = {};
  for (const text of observed.delivered) {
    const found = /^(\d+):(\d+):.* delivery (\d+) (\w+)$/.exec(text);
    if (found === null) continue;
    const [, partition, offset, delivery, answer] = found;
    const tp = topicPartition(topic, Number(partition));
    answerTo[deliveryKey(tp, Number(offset), Number(delivery))] = String(answer).toLowerCase() as Answer;
  }
  return { answerTo };
}

/** Of each record the deliveries in their order; across records any order. */
function compareDeliveries(recorded: readonly string[], ours: readonly string[]): string[] {
  const theirs = byRecord(recorded);
  const mine = byRecord(ours);
  const differences: string[] = [];
  for (const record of new Set([...theirs.keys(), ...mine.keys()])) {
    const [a, b] = [theirs.get(record) ?? 'nothing', mine.get(record) ?? 'nothing'];
    if (a !== b) differences.push(differs(record, a, b));
  }
  return differences;
}

/** "0:1:r1 delivery 2 accept" by "0:1:r1". */
function byRecord(deliveries: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of deliveries) {
    const at = text.indexOf(' delivery ');
    const record = text.slice(0, at);
    const rest = text.slice(at + 1);
    const before = found.get(record);
    found.set(record, before === undefined ? rest : `${before}, ${rest}`);
  }
  return found;
}
