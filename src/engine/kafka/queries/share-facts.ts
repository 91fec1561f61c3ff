// The full state of a share group's member, and of what a broker holds for share groups, in Kafka's words.

import { toMillis } from '../../../base/units.ts';
import type { World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import { shareLimits } from '../share/share-settings.ts';
import type { ShareMemberNode } from '../share-member/share-member-state.ts';
import { type Fact, fact } from './fact.ts';
import { sharePartitionOf } from './share-groups.ts';

/** A share member: what it believes, what its application does, what it has in hand. */
export function shareMemberFacts(world: World, node: ShareMemberNode): Fact[] {
  const { config, memory } = node;
  const mode = config['share.acknowledgement.mode'];
  const facts = [
    fact('share group', config['group.id']),
    fact('topics', config.topics.join(', ')),
    fact(
      'acknowledges',
      mode,
      mode === 'explicit' ? `answers in turn: ${config.answers.join(', ')}` : 'by polling again',
    ),
    fact('time per record', `${config.processing / 1_000} ms`),
  ];
  if (!node.isUp) return facts;
  const { application, coordinator, membership } = memory;
  facts.push(
    fact('state', membership.state),
    fact('member id', membership.memberId === '' ? 'none yet' : membership.memberId),
    fact('memberEpoch', membership.memberEpoch),
    fact('coordinator', coordinator.node === '' ? 'unknown' : coordinator.node),
    fact('may read', memory.tps.length === 0 ? 'no partition' : memory.tps.join(', ')),
  );
  const away = toMillis(world.now) - application.polledMs;
  const isAway = application.phase !== 'polling';
  facts.push(
    fact('application', application.phase, isAway ? `away from poll() for ${away} ms` : 'inside poll()'),
    fact('deliveries processed', application.processed),
  );
  const inHand = [...application.batch, ...memory.buffer].reduce((n, r) => n + r.to - r.next, 0);
  facts.push(fact('records in hand', inHand, 'acquired and not processed yet'));
  for (const peer in memory.sessions) {
    const session = memory.sessions[peer];
    if (session !== undefined)
      facts.push(fact(`share session with ${peer}`, `epoch ${session.epoch}`, session.tps.join(', ')));
  }
  return facts;
}

/** What a broker holds for share groups; nothing without them. */
export function brokerShareFacts(world: World, node: BrokerNode): Fact[] {
  const { share } = node.memory;
  if (share === undefined) return [];
  const facts: Fact[] = [];
  for (const key in share.partitions) {
    const led = share.partitions[key];
    if (led === undefined) continue;
    const label = `${led.tp} for share group ${led.group}`;
    if (led.phase !== 'open') {
      facts.push(fact(label, 'its state is being read'));
      continue;
    }
    const { startOffset, endOffset, acquired, available } = sharePartitionOf(world, node.id, led.partition);
    const held = acquired.reduce((n, a) => n + a.records, 0);
    const limit = shareLimits(node, led.group).maxInFlightRecords;
    facts.push(
      fact(label, `start offset ${startOffset}, end offset ${endOffset}`, 'SPSO and SPEO'),
      fact(`locked in ${led.tp}`, `${held} of at most ${limit}`, `${available} free again`),
    );
  }
  const waiting = share.open.length;
  if (waiting > 0)
    facts.push(fact('share fetches', waiting, 'that wait for records or for their answers to be kept'));
  return facts;
}
