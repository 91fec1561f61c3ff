// I7, by what the members themselves believe: two of one generation (of one memberEpoch) never own the same partition. A
// member that was thrown out goes on under its old generation until it hears of it; that is why generations exist.

import type { World } from '../../kernel/world.ts';
import type { Violation } from '../invariants.ts';
import { generationOf, type MemberNode } from '../member/member-state.ts';
import type { InvariantMemory } from './invariant-memory.ts';

/** Looks at a member whose partitions or generation changed since the last look. */
export function checkOwner(
  world: World,
  node: MemberNode,
  memory: InvariantMemory,
  violations: Violation[],
): void {
  if (!node.isUp) {
    memory.owned.delete(node.id);
    return;
  }
  const generation = generationOf(node);
  const { tps } = node.memory;
  const seen = memory.owned.get(node.id);
  if (seen !== undefined && seen.tps === tps && seen.generation === generation) return;
  memory.owned.set(node.id, { tps, generation });
  if (generation < 0) return;
  for (const id of world.order) {
    const other = world.nodes[id] as MemberNode;
    if (other.kind !== 'member' || other === node || !other.isUp) continue;
    if (other.config['group.id'] !== node.config['group.id'] || generationOf(other) !== generation) continue;
    for (const tp of tps) {
      if (!other.memory.tps.includes(tp)) continue;
      const message = `${node.id} and ${id} both own it in generation ${generation}`;
      violations.push({ invariant: 'I7', subject: tp, message });
    }
  }
}
