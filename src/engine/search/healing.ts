// The end of a swarm run: everything is mended, nothing new is sent, and the cluster has to come to rest.

import type { Intervention } from '../kernel/intervention.ts';
import { memberName } from '../scenario/nodes.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Story, StoryAction } from './story.ts';

/**
 * When processes that are down are started again, in seconds after the faults: a controlled shutdown that was going on
 * ends later, and a broker whose first registration ran out of time ends too (initial.broker.registration.timeout.ms).
 */
const RESTARTS = [0, 15, 40, 90, 150, 210];

/**
 * Bound for coming to rest, in seconds: delivery.timeout.ms (120 s) for the last record, after max.block.ms (60 s) in
 * send(), and some back-offs.
 */
export const CONVERGENCE_SECONDS = 240;

const S = 1_000_000;

/** What mends everything that the scenario's timeline may have left behind. */
export function healingOf(scenario: Scenario): Intervention[] {
  const members = scenario.groups.flatMap((group) =>
    Array.from({ length: group.members }, (_, i) => ({ name: memberName(group, i + 1) })),
  );
  const nodes = [
    ...scenario.controllers,
    ...scenario.brokers,
    ...scenario.producers,
    ...scenario.consumers,
    ...members,
  ];
  const start = scenario.until;
  const hasLinks = scenario.timeline.some((i) => ['cut', 'isolate', 'slow', 'lossy'].includes(i.do));
  const hasPause = scenario.timeline.some((i) => i.do === 'pause');
  const hasSlow = scenario.timeline.some((i) => i.do === 'slow');
  const ends =
    scenario.groups.some((group) => group.running < group.members) ||
    scenario.timeline.some((i) => ['crash', 'shutdown', 'loseDisk', 'set'].includes(i.do));
  const list: Intervention[] = [];
  if (hasLinks) list.push({ at: start, do: 'heal' });
  for (const { name } of nodes) {
    if (hasPause) list.push({ at: start, do: 'resume', node: name });
    if (hasSlow) list.push({ at: start, do: 'slow', node: name, factor: 1 });
  }
  for (const { name } of members) {
    const isSlow = scenario.timeline.some((i) => i.node === name && i.config?.processing !== undefined);
    if (isSlow) list.push({ at: start, do: 'set', node: name, config: { processing: '1ms' } });
  }
  if (!ends) return list;
  for (const seconds of RESTARTS) {
    for (const { name } of nodes) list.push({ at: start + seconds * S, do: 'restart', node: name });
  }
  return list;
}

/** The story with the healing written into it, so that the whole run can be seen. */
export function withHealing(story: Story, scenario: Scenario, until: number): Story {
  const actions = healingOf(scenario)
    .filter((i) => i.at <= until)
    .map((i) => ({ ...i, at: `${i.at / 1_000}ms` }) as StoryAction);
  const producers = Object.fromEntries(
    Object.entries(story.producers ?? {}).map(([name, client]) => [name, { ...client, stop: story.until }]),
  );
  return {
    ...story,
    ...(story.producers === undefined ? {} : { producers }),
    until: `${until / 1_000}ms`,
    timeline: [...story.timeline, ...actions],
  };
}

/** The scenario whose producers hand over nothing once the faults are over. */
export function stopProducing(scenario: Scenario): Scenario {
  return { ...scenario, producers: scenario.producers.map((p) => ({ ...p, stopAt: scenario.until })) };
}
