// Which format a file has, whether it is valid, and what becomes of it.

import { recordedCallsSchema } from '../../engine/scenario/recorded-calls-schema.ts';
import { type Story, storySchema } from '../../engine/scenario/story-schema.ts';
import { InvalidSettings } from './cluster.ts';
import { DISAGREES, exitOf, INVALID, NOT_MODELLED } from './outcome.ts';
import { playStory } from './play-story.ts';
import { judgeRecordedCalls } from './recorded-calls.ts';
import { reportText } from './story-text.ts';

export interface Judgement {
  /** 0 agrees, 1 disagrees, 2 not valid, 3 agrees but for what is not modelled. */
  readonly exit: number;
  readonly report: string;
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string;
  readonly note?: string;
  /** Of a value that may have several shapes: what is wrong with it as each of them. */
  readonly errors?: readonly (readonly Issue[])[];
}

function invalid(why: string): Judgement {
  return { exit: INVALID, report: `not a valid recording: ${why}` };
}

/** Of several shapes the one that was meant: what is wrong lies deepest in it. */
function meant(issue: Issue): Issue {
  let best = issue;
  for (const branch of issue.errors ?? []) {
    for (const inner of branch.map(meant)) {
      const path = [...issue.path, ...inner.path];
      if (best === issue || path.length > best.path.length) best = { ...inner, path };
    }
  }
  return best;
}

function issueText(issue: Issue): string {
  const { path, message, note } = meant(issue);
  return `${path.map(String).join('.') || 'the file'}: ${note === undefined ? message : `${message} (${note})`}`;
}

/** Judges the text of one file. */
export function judgeFile(text: string): Judgement {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return invalid(error instanceof Error ? error.message : 'no JSON');
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return invalid('no object');
  if ('keys' in data || 'groups' in data) {
    const calls = recordedCallsSchema.safeParse(data);
    return calls.success ? judgeRecordedCalls(calls.data) : invalid(problems(calls.error.issues));
  }
  if (isBreakerRecording(data)) {
    return { exit: NOT_MODELLED, report: 'resilience4j: not modelled: circuit breakers' };
  }
  const story = storySchema.safeParse(data);
  return story.success ? judgeStory(story.data) : invalid(problems(story.error.issues));
}

function problems(issues: readonly Issue[]): string {
  return issues.slice(0, 10).map(issueText).join('; ');
}

/** Recorded calls of a resilience4j circuit breaker. */
function isBreakerRecording(data: object): boolean {
  const { source, cases } = data as { source?: unknown; cases?: unknown };
  return typeof source === 'string' && source.startsWith('resilience4j') && Array.isArray(cases);
}

function judgeStory(story: Story): Judgement {
  try {
    const report = playStory(story);
    return { exit: exitOf(report), report: reportText(report) };
  } catch (error) {
    if (error instanceof InvalidSettings) return invalid(error.message);
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { exit: DISAGREES, report: `${story.name}: the engine failed: ${why}` };
  }
}
