// What clients keep beside their state to save work agrees with that state, whatever happens to them.

import { expect, test } from 'vitest';
import { fromMillis, toMillis } from '../../base/units.ts';
import type { ConsumerNode } from '../kafka/consumer/consumer-state.ts';
import type { MemberNode } from '../kafka/member/member-state.ts';
import {
  type ClientMetadata,
  type LedPartition,
  leaderEpochOf,
  leaderOf,
} from '../kafka/net/client-metadata.ts';
import { isReady } from '../kafka/net/network-client.ts';
import type { ProducerNode } from '../kafka/producer/producer-state.ts';
import { runTo } from '../kernel/run.ts';
import { startRun } from '../scenario/start.ts';
import { randomStory } from './random-story.ts';
import { checkedScenarioOf } from './story.ts';

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);
const STEP = fromMillis(50);

/** How many things were looked at: nothing seen is nothing proved. */
const seen = { leaders: 0, queues: 0, quiet: 0 };

function checkLeaders(metadata: ClientMetadata, partitions: readonly LedPartition[]): void {
  for (const partition of partitions) {
    if (partition.leaderAt !== metadata.changes) continue;
    expect(partition.leader).toBe(leaderOf(metadata, partition.tp));
    expect(partition.leaderEpoch).toBe(leaderEpochOf(metadata, partition.tp));
    seen.leaders++;
  }
}

function checkProducer({ memory }: ProducerNode): void {
  const { queues, waiting, metadata } = memory;
  expect(waiting).toEqual(queues.filter((q) => q.waiting.length > 0).map((q) => q.partition));
  expect(queues.map((q) => q.partition)).toEqual(queues.map((_, i) => i));
  seen.queues += waiting.length;
  checkLeaders(metadata, queues);
}

function checkMember({ memory }: MemberNode, nowMs: number): void {
  expect(memory.partitions.map((p) => p.tp)).toEqual(memory.tps);
  checkLeaders(memory.metadata, memory.partitions);
  if (memory.quietUntilMs <= nowMs) return;
  expect(isReady(memory.coordinatorNet, memory.coordinator.node)).toBe(true);
  seen.quiet++;
}

test.each(SEEDS)('clients of random story %i remember what is so', (seed) => {
  const scenario = checkedScenarioOf(randomStory(seed));
  const run = startRun(scenario, scenario.seed, scenario.timeline, 'count');
  for (let t = 0; t <= scenario.until; t += STEP) {
    runTo(run, t);
    for (const node of Object.values(run.world.nodes)) {
      if (!node.isUp) continue;
      if (node.kind === 'producer') checkProducer(node as ProducerNode);
      else if (node.kind === 'member') checkMember(node as MemberNode, toMillis(run.world.now));
      else if (node.kind === 'consumer') {
        const { memory } = node as ConsumerNode;
        checkLeaders(memory.metadata, memory.partitions);
      }
    }
  }
});

test('there was something to remember', () => {
  expect(seen.leaders).toBeGreaterThan(1_000);
  expect(seen.queues).toBeGreaterThan(100);
  expect(seen.quiet).toBeGreaterThan(1_000);
});
