// The step `share`: a share-group member made for the step answers for each delivery in turn, commits after each poll,
// and closes.

import { shareMemberKeys } from '../../engine/kafka/config/defaults.ts';
import { readShareMemberConfig } from '../../engine/kafka/config/read-share-config.ts';
import type { Answer, ShareMemberConfig } from '../../engine/kafka/share-member/share-member-state.ts';
import { addNode } from '../../engine/kernel/run.ts';
import type { StepNamed } from '../../engine/scenario/story-schema.ts';
import { knownSettings } from './cluster.ts';
import { differs } from './compare.ts';
import { isAlive, stopMember } from './group-members.ts';
import { isHarmless } from './harmless-settings.ts';
import { waitFor } from './operator.ts';
import type { Outcome } from './outcome.ts';
import { noteUnmodelled, type StoryState } from './story-state.ts';

const DEFAULT_FOR_MS = 8_000;
/** Beyond its own time a member may wait for commitSync() (60 s) and close() (30 s). */
const END_LIMIT_MS = 95_000;

export function playShare(state: StoryState, step: StepNamed<'share'>): Outcome {
  const forMs = step.forMs ?? DEFAULT_FOR_MS;
  const node = startSharer(state, step, forMs);
  waitFor(state.cluster, () => !isAlive(state, node), forMs + END_LIMIT_MS);
  stopMember(state, node);
  const reads = state.cluster.journal.reads.get(node) ?? [];
  const ours = { delivered: reads.map((r) => `${r.partition}:${r.offset}:${r.text}`) };
  const { observed } = step;
  if (observed === undefined || !('delivered' in observed)) return { ours, differences: [] };
  return { ours, differences: compareDeliveries(observed.delivered, ours.delivered) };
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
      answers: (step.answers ?? ['accept']) as Answer[],
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
