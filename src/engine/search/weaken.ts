// Settings weakened on purpose. Each breaks a promise that Kafka makes under sound settings; with the excuse that goes
// with it lifted, the invariant must fire, which proves that the swarm would notice.

import type { Exemption } from '../kafka/invariants/invariant-memory.ts';
import type { InvariantName } from '../kafka/invariants/sentences.ts';
import type { SettingValue } from '../scenario/scenario.ts';
import type { TimelineShape } from './random-actions.ts';
import { copyStory, type Story, type StoryAction, type StoryClient, type StoryGroup } from './story.ts';

export interface Weakening {
  readonly name: string;
  /** One line for people. */
  readonly says: string;
  /** Invariants that it breaks; only they are judged. */
  readonly judged: readonly InvariantName[];
  readonly lifted: readonly Exemption[];
  /** What happens in its stories. */
  readonly focus: TimelineShape;
  /** Settings as they are weakened, and as they would be sound. */
  readonly weak: (story: Story) => void;
  readonly sound: (story: Story) => void;
}

const UNCLEAN = 'unclean.leader.election.enable';
const MIN_ISR = 'min.insync.replicas';
const IDEMPOTENCE = 'enable.idempotence';

function setOnTopics(story: Story, settings: Readonly<Record<string, SettingValue>>): void {
  for (const topic of Object.values(story.topics)) Object.assign(topic, settings);
}

function eachProducer(story: Story, change: (producer: StoryClient) => void): void {
  for (const producer of Object.values(story.producers ?? {})) change(producer);
}

function eachGroup(story: Story, change: (group: StoryGroup) => void): void {
  for (const group of Object.values(story.groups ?? {})) change(group);
}

/** Reads from the start, and takes so long that a crash finds something in its hands. */
function busyReader(group: StoryGroup): void {
  group['auto.offset.reset'] = 'earliest';
  group['max.poll.interval.ms'] = 30_000;
  group.processing = '20ms';
}

function acksAll(producer: StoryClient): void {
  delete producer.acks;
  delete producer[IDEMPOTENCE];
  if (Number(producer['max.in.flight.requests.per.connection'] ?? 5) > 5)
    delete producer['max.in.flight.requests.per.connection'];
}

/** Sound settings of everything that a weakening is about. */
function settle(story: Story): void {
  setOnTopics(story, { [MIN_ISR]: 2, [UNCLEAN]: false });
  eachProducer(story, acksAll);
  eachGroup(story, busyReader);
}

export const WEAKENINGS: readonly Weakening[] = [
  {
    name: 'unclean',
    says: `${UNCLEAN}=true: a replica that lacks acknowledged records may lead`,
    judged: ['I1'],
    // With min.insync.replicas=1, or an unclean election would take three failures: it holds as long as nobody leads uncleanly.
    lifted: ['unclean', 'minIsr'],
    focus: { kinds: ['crash', 'crash', 'isolate'], losesData: false },
    weak: (story) => setOnTopics(story, { [UNCLEAN]: true, [MIN_ISR]: 1 }),
    sound: (story) => setOnTopics(story, { [UNCLEAN]: false, [MIN_ISR]: 1 }),
  },
  {
    name: 'min-isr-1',
    says: `${MIN_ISR}=1: one replica is enough to acknowledge, and one lost disk to lose`,
    judged: ['I1'],
    lifted: ['minIsr', 'dataLoss', 'unclean'],
    focus: { kinds: ['crash', 'isolate'], losesData: true },
    weak: (story) => setOnTopics(story, { [MIN_ISR]: 1 }),
    sound: (story) => setOnTopics(story, { [MIN_ISR]: 2 }),
  },
  {
    name: 'acks-1',
    says: 'acks=1: acknowledged by the leader alone',
    judged: ['I1'],
    lifted: ['acks'],
    focus: { kinds: ['crash', 'isolate', 'pause'], losesData: false },
    weak: (story) => eachProducer(story, (p) => Object.assign(p, { acks: '1' })),
    sound: (story) => eachProducer(story, acksAll),
  },
  {
    name: 'no-idempotence',
    says: `${IDEMPOTENCE}=false with several requests in flight: a repeated batch comes twice or late`,
    judged: ['I6'],
    lifted: ['idempotence'],
    focus: { kinds: ['crash', 'pause', 'isolate', 'slow', 'lossy'], losesData: false },
    weak: (story) =>
      eachProducer(story, (p) => {
        p[IDEMPOTENCE] = false;
        p['max.in.flight.requests.per.connection'] = 5;
      }),
    sound: (story) =>
      eachProducer(story, (p) => {
        delete p[IDEMPOTENCE];
        p['max.in.flight.requests.per.connection'] = 5;
      }),
  },
  {
    name: 'commit-before-processing',
    says: 'commit: before: a member commits what poll() returned, then processes it; one that crashes in between skips records',
    judged: ['G1'],
    lifted: ['commitBefore'],
    focus: { kinds: ['crash', 'crash', 'shutdown', 'pause'], on: 'members', losesData: false },
    weak: (story) => eachGroup(story, (g) => Object.assign(g, { commit: 'before' })),
    sound: (story) => eachGroup(story, (g) => Object.assign(g, { commit: 'sync' })),
  },
  {
    name: 'auto-commit-early',
    says: 'commit: handover: another thread processes while poll() goes on, and auto commit does not wait for it',
    judged: ['G1'],
    lifted: ['commitBefore'],
    focus: { kinds: ['crash', 'crash', 'shutdown', 'pause'], on: 'members', losesData: false },
    weak: (story) => eachGroup(story, (g) => Object.assign(g, { commit: 'handover' })),
    sound: (story) => eachGroup(story, (g) => Object.assign(g, { commit: 'auto' })),
  },
];

/** The weakening of that name, undefined when there is none. */
export function weakeningOf(name: string): Weakening | undefined {
  return WEAKENINGS.find((w) => w.name === name);
}

/** Actions that a weakening has nothing to do with: other settings, and a quorum that forgets the cluster. */
function isBeside(story: Story, action: StoryAction): boolean {
  return (
    action.do === 'set' || (action.do === 'loseDisk' && story.controllers[action.node ?? ''] !== undefined)
  );
}

/** The story with weakened settings. */
export function weakened(story: Story, weakening: Weakening): Story {
  const copy = copyStory(story);
  copy.timeline = copy.timeline.filter((action) => !isBeside(copy, action));
  settle(copy);
  weakening.weak(copy);
  return copy;
}

/** The same story with the setting as it should be. */
export function strengthened(story: Story, weakening: Weakening): Story {
  const copy = copyStory(story);
  weakening.sound(copy);
  return copy;
}
