// A broker loses the leadership of partitions: the share-partitions on them are forgotten, whoever waits for them is sent
// to the new leader. [src: core/server/share/SharePartitionManager.java: SharePartitionListener.onBecomingFollower]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { replicaOf } from '../broker/hosted.ts';
import type { TopicPartition } from '../names.ts';
import { dropPartition } from './led-partitions.ts';
import { failShareFetches } from './share-fetch.ts';
import { shareOf } from './share-memory.ts';

export function dropUnled(node: BrokerNode, tps: readonly TopicPartition[], ctx: BrokerCtx): void {
  const share = shareOf(node);
  for (const key of Object.keys(share.partitions)) {
    const led = share.partitions[key];
    if (led === undefined || !tps.includes(led.tp) || replicaOf(node.memory, led.tp)?.role === 'leader')
      continue;
    dropPartition(node, led);
    ctx.emit('share.partitionDropped', { group: led.group, tp: led.tp, leaderEpoch: led.leaderEpoch });
    failShareFetches(node, led.group, led.tp, 'NOT_LEADER_OR_FOLLOWER', ctx);
  }
}
