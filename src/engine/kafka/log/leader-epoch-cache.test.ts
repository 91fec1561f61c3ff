import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  assignEpoch,
  endOffsetFor,
  truncateEpochsFromEnd,
  truncateEpochsFromStart,
} from './leader-epoch-cache.ts';
import type { EpochEntry } from './replica-log.ts';

interface Op {
  op: 'assign' | 'endOffsetFor' | 'expectEntries' | 'truncateFromEnd' | 'truncateFromStart';
  epoch: number;
  startOffset: number;
  endOffset: number;
  requestedEpoch: number;
  logEndOffset: number;
  expectEpoch: number;
  expectEndOffset: number;
  entries: [number, number][];
}

const file = new URL('../../../../conformance/vectors/leader-epoch-cache.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as { cases: { test: string; ops: Op[] }[] };

function apply(epochs: EpochEntry[], op: Op): void {
  switch (op.op) {
    case 'assign':
      assignEpoch(epochs, op.epoch, op.startOffset);
      return;
    case 'truncateFromEnd':
      truncateEpochsFromEnd(epochs, op.endOffset);
      return;
    case 'truncateFromStart':
      truncateEpochsFromStart(epochs, op.startOffset);
      return;
    case 'expectEntries':
      expect(epochs.map((e) => [e.epoch, e.startOffset])).toEqual(op.entries);
      return;
    case 'endOffsetFor':
      expect(endOffsetFor(epochs, op.requestedEpoch, op.logEndOffset)).toEqual({
        epoch: op.expectEpoch,
        endOffset: op.expectEndOffset,
      });
      return;
  }
}

test('the recorded cases of Kafka 4.3.1 are there', () => {
  expect(vectors.cases.length).toBe(27);
});

for (const [i, c] of vectors.cases.entries()) {
  test(`${i} ${c.test}`, () => {
    const epochs: EpochEntry[] = [];
    for (const op of c.ops) apply(epochs, op);
  });
}
