// A story: a scenario as people write it, kept as plain data so that a search can take parts of it away and print what
// is left. It becomes a run only through the same schema and checks as any other scenario.

import type { FaultKind } from '../kernel/intervention.ts';
import { describeError, parseScenarioValue } from '../scenario/parse-value.ts';
import type { Scenario, Settings, SettingValue } from '../scenario/scenario.ts';

export interface StoryServer {
  zone?: string;
  config?: Settings;
}
export type StoryTopic = Record<string, SettingValue>;
export type StoryClient = Record<string, SettingValue>;
/** `topics`, and settings. */
export type StoryGroup = Record<string, SettingValue | string[]>;

/** One entry of the timeline: an action. */
export interface StoryAction {
  /** A duration as it is written: 12s, 500ms. */
  at: string;
  do: FaultKind | 'set';
  node?: string;
  zone?: string;
  link?: [string, string];
  topic?: string;
  how?: 'process' | 'host' | 'power';
  factor?: number;
  loss?: number;
  config?: Settings;
}

export interface StoryExpectation {
  at: string;
  that: string;
  equals: number;
}

export interface Story {
  v: 1;
  title: string;
  seed: number;
  zones?: string[];
  brokers: Record<string, StoryServer>;
  controllers: Record<string, StoryServer>;
  topics: Record<string, StoryTopic>;
  producers?: Record<string, StoryClient>;
  consumers?: Record<string, StoryClient>;
  groups?: Record<string, StoryGroup>;
  until: string;
  timeline: StoryAction[];
  expect?: StoryExpectation[];
  cold?: boolean;
}

/** The scenario of a story; undefined when it is not a valid one (a shrunk story may name what is gone). */
export function scenarioOf(story: Story): Scenario | undefined {
  const result = parseScenarioValue(story);
  return result.ok ? result.scenario : undefined;
}

/** The scenario of a story that has to be valid; an error with all that is wrong. */
export function checkedScenarioOf(story: Story): Scenario {
  const result = parseScenarioValue(story);
  if (result.ok) return result.scenario;
  throw new Error(
    `Faultline: the search made an invalid scenario: ${result.errors.map(describeError).join('; ')}`,
  );
}

/** Members of a group as it is written. */
export function membersIn(group: StoryGroup | undefined): number {
  return Number(group?.members ?? 1);
}

/** Nodes of all members: `<group>-1`, `<group>-2`, … */
export function memberNames(story: Pick<Story, 'groups'>): string[] {
  return Object.entries(story.groups ?? {}).flatMap(([name, group]) =>
    Array.from({ length: membersIn(group) }, (_, i) => `${name}-${i + 1}`),
  );
}

/** A deep copy. */
export function copyStory(story: Story): Story {
  return JSON.parse(JSON.stringify(story)) as Story;
}
