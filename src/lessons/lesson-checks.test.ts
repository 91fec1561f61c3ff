// The checks of lessons find what they are for: each is shown a lesson that is wrong in one way.

import { expect, it } from 'vitest';
import { type AskRun, falseClaims, momentsOutOfSight, unusedNames } from './lesson-checks.ts';
import { parseLesson } from './lesson-parse.ts';

interface Parts {
  readonly claim?: string;
  readonly text?: string;
  readonly after?: string;
}

function lessonWith({ claim = '', text = '', after = '' }: Parts) {
  const file = `---
id: sample
revision: 1
title: Sample
summary: One question about who leads.
level: junior
minutes: 1
runs: { crash: crash.yaml, other: other.yaml }
sources:
  - { id: doc, text: The documentation }
  - { id: spare, text: Nobody cites this one }
simplified: [latency]
---

## One

\`\`\`step
id: one
run: crash
at: 3s
claims:
  - { text: Broker 1 leads., at: 5s, ask: { that: leader, partition: t-0 }, equals: b1 }
${claim}
\`\`\`

${text}

## Two

\`\`\`step
id: two
run: crash
at: 11s
prediction:
  id: next
  question: Who leads next?
  ask: { that: leader, partition: t-0 }
  until: 24s
  outcome: "{right} leads."
  choices:
    - { id: b1, text: Broker 1, equals: b1, why: It is down. }
    - { id: b2, text: Broker 2, equals: b2, why: It is next. }
claims:
  - { text: Broker 2 leads., at: 24s, ask: { that: leader, partition: t-0 }, equals: b2 }
  - { text: It is written there., source: doc }
\`\`\`

### After the run

Fenced at [20 s](at:20s). ${after}
`;
  return parseLesson(file, 'module');
}

/** Broker 1 leads until 15 s, then broker 2. */
const run: AskRun = (_run, _ask, at) => (at < 15_000_000 ? 'b1' : 'b2');

it('passes a lesson that is true', () => {
  expect(falseClaims(lessonWith({}), run)).toEqual([]);
  expect(momentsOutOfSight(lessonWith({}))).toEqual([]);
});

it('finds a claim that the run contradicts, and says what the run says', () => {
  const claim = '  - { text: Broker 3 leads., at: 4s, ask: { that: leader, partition: t-0 }, equals: b3 }';
  expect(falseClaims(lessonWith({ claim }), run)).toEqual(['one: "Broker 3 leads." The run says b1.']);
});

it('finds a claim about another run there', () => {
  const claim =
    '  - { text: Broker 3 leads., run: other, at: 4s, ask: { that: leader, partition: t-0 }, equals: b3 }';
  const other: AskRun = (name, ask, at) => (name === 'other' ? 'b3' : run(name, ask, at));
  expect(falseClaims(lessonWith({ claim }), other)).toEqual([]);
});

it('finds what would give an answer away', () => {
  const claim = '  - { text: Broker 2 leads., at: 20s, ask: { that: leader, partition: t-0 }, equals: b2 }';
  expect(momentsOutOfSight(lessonWith({ claim }))).toEqual([
    'one: "Broker 2 leads." at 20 s, hidden from 11 s on',
  ]);
  expect(momentsOutOfSight(lessonWith({ text: 'See [later](at:19s).' }))).toEqual([
    'one: the text at 19 s, hidden from 11 s on',
  ]);
  expect(momentsOutOfSight(lessonWith({ after: 'See [later](at:30s).' }))).toEqual([]);
});

it('finds runs and sources that nothing names', () => {
  expect(unusedNames(lessonWith({}))).toEqual(['run other', 'source spare']);
});
