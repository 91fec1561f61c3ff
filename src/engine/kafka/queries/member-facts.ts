// The full state of a group's member, and of the groups that a broker coordinates, in Kafka's words.

import { toMillis } from '../../../base/units.ts';
import type { World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import { consumerGroupState } from '../coordinator/consumer-group-state.ts';
import type { CoordinatorShard, Group } from '../coordinator/coordinator-state.ts';
import { shareGroupState } from '../coordinator/share-group-state.ts';
import type { MemberNode, Membership } from '../member/member-state.ts';
import { type Fact, fact } from './fact.ts';

function membershipFacts(membership: Membership): Fact[] {
  const id = membership.memberId === '' ? 'none yet' : membership.memberId;
  const facts = [fact('state', membership.state), fact('member id', id)];
  if (membership.kind === 'consumer') return [...facts, fact('memberEpoch', membership.memberEpoch)];
  facts.push(fact('generation', membership.generation), fact('assignor', membership.protocol || 'none'));
  return membership.isLeader ? [...facts, fact('leader of the group', 'yes')] : facts;
}

/** A member: what it believes, what its application does, what it owns. */
export function memberFacts(world: World, node: MemberNode): Fact[] {
  const { config, memory } = node;
  const instance = config['group.instance.id'];
  const facts = [fact('group', config['group.id']), fact('topics', config.topics.join(', '))];
  if (instance !== '') facts.push(fact('group.instance.id', instance));
  facts.push(fact('commits', config.commit), fact('time per record', `${config.processing / 1_000} ms`));
  if (!node.isUp) return facts;
  const { application, coordinator } = memory;
  facts.push(...membershipFacts(memory.membership));
  facts.push(fact('coordinator', coordinator.node === '' ? 'unknown' : coordinator.node));
  const away = toMillis(world.now) - application.polledMs;
  const isAway = application.phase !== 'polling';
  facts.push(
    fact('application', application.phase, isAway ? `away from poll() for ${away} ms` : 'inside poll()'),
  );
  facts.push(fact('records processed', application.processed));
  for (const p of memory.partitions) {
    const position = p.position < 0 ? 'no position' : `position ${p.position}`;
    facts.push(fact(p.tp, p.isFrozen ? `${position}, stopped` : position, p.phase));
  }
  return facts;
}

function stateOf(group: Group): string {
  if (group.type === 'share') return `${shareGroupState(group)}, groupEpoch ${group.groupEpoch}`;
  return group.type === 'classic'
    ? `${group.state}, generation ${group.generation}`
    : `${consumerGroupState(group)}, groupEpoch ${group.groupEpoch}`;
}

/** The groups that a broker coordinates. */
export function coordinatorFacts(node: BrokerNode): Fact[] {
  const facts: Fact[] = [];
  const { shards } = node.memory.coordinator;
  for (const tp in shards) {
    const { groups, loadingUntilMs } = shards[tp] as CoordinatorShard;
    for (const id in groups) facts.push(fact(`coordinates ${id}`, stateOf(groups[id] as Group), tp));
    if (loadingUntilMs >= 0) facts.push(fact('loads', tp, 'to become group coordinator'));
  }
  return facts;
}
