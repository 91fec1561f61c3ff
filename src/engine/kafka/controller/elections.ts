// Elections that no broker event causes: on request, the return to preferred leaders, the retry of unclean ones.
// [src: controller/ReplicationControlManager.electLeader, maybeBalancePartitionLeaders, maybeElectUncleanLeaders]

import type { AdminBody } from '../messages.ts';
import { isActiveBroker } from '../metadata-image.ts';
import type { PartitionRegistration } from '../metadata-records.ts';
import { type BrokerId, NO_LEADER, NONE } from '../names.ts';
import { type ControllerCtx, writeRecords } from './active-writer.ts';
import type { ControllerNode } from './controller-state.ts';
import {
  emitUpdates,
  isUncleanAllowed,
  type PartitionUpdate,
  recordsOf,
  updateOf,
} from './leader-updates.ts';

/** Changes of one pass of the balance or of the unclean retry; what is over goes 10 ms later. */
export const MAX_ELECTIONS_PER_PASS = 1000;

/** ElectLeaders for one partition. Returns Kafka's error name, NONE when a leader was elected. */
export function electLeaders(
  node: ControllerNode,
  ctx: ControllerCtx,
  body: Extract<AdminBody, { kind: 'electLeaders' }>,
): string {
  const { tp, election } = body;
  const partition = node.memory.image.partitions[tp];
  if (partition === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION';
  const isNeeded =
    election === 'preferred' ? partition.leader !== partition.replicas[0] : partition.leader === NO_LEADER;
  if (!isNeeded) return 'ELECTION_NOT_NEEDED';
  const update = updateOf(node, tp, partition, { election });
  if (update === undefined) {
    return election === 'preferred' ? 'PREFERRED_LEADER_NOT_AVAILABLE' : 'ELIGIBLE_LEADERS_NOT_AVAILABLE';
  }
  writeRecords(node, ctx, recordsOf([update]));
  emitUpdates(ctx, [update], 'asked for');
  return NONE;
}

/** Moves every partition home whose preferred replica could lead. True when the pass was full. */
export function balanceLeaders(node: ControllerNode, ctx: ControllerCtx): boolean {
  const { image } = node.memory;
  return runPass(node, ctx, 'preferred', 'preferred leader balance', (partition) => {
    const preferred = partition.replicas[0] as BrokerId;
    return (
      partition.leader !== preferred && isActiveBroker(image, preferred) && partition.isr.includes(preferred)
    );
  });
}

/** Elects uncleanly where there is no leader and the topic allows it. True when the pass was full. */
export function retryUncleanElections(node: ControllerNode, ctx: ControllerCtx): boolean {
  return runPass(
    node,
    ctx,
    'unclean',
    'unclean election retry',
    (partition, tp) => partition.leader === NO_LEADER && isUncleanAllowed(node, tp),
  );
}

function runPass(
  node: ControllerNode,
  ctx: ControllerCtx,
  election: 'preferred' | 'unclean',
  reason: string,
  concerns: (partition: PartitionRegistration, tp: string) => boolean,
): boolean {
  const { partitions } = node.memory.image;
  const updates: PartitionUpdate[] = [];
  for (const tp in partitions) {
    if (updates.length === MAX_ELECTIONS_PER_PASS) break;
    const partition = partitions[tp] as PartitionRegistration;
    if (!concerns(partition, tp)) continue;
    const update = updateOf(node, tp, partition, { election });
    if (update !== undefined) updates.push(update);
  }
  writeRecords(node, ctx, recordsOf(updates));
  emitUpdates(ctx, updates, reason);
  return updates.length === MAX_ELECTIONS_PER_PASS;
}
