// OffsetForLeaderEpoch: where a leader epoch ended in the leader's log. A consumer asks before it goes on from a
// committed offset, to find out whether that history still stands (KIP-320).
// [src: core/cluster/Partition.scala: lastOffsetForLeaderEpoch]

import type { OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse } from '../group-messages.ts';
import { endOffsetFor } from '../log/leader-epoch-cache.ts';
import { NONE } from '../names.ts';
import type { BrokerCtx, BrokerNode } from './broker-state.ts';
import { respond } from './connections.ts';
import { checkLeadership } from './fetch-read.ts';
import { logOf, replicaOf } from './hosted.ts';

/** Answers per partition from the leader epoch cache. */
export function handleOffsetForLeaderEpoch(
  node: BrokerNode,
  conn: number,
  request: OffsetForLeaderEpochRequest,
  ctx: BrokerCtx,
): void {
  const response: OffsetForLeaderEpochResponse = {
    api: 'offsetForLeaderEpochResponse',
    correlationId: request.correlationId,
    results: request.partitions.map(({ tp, currentLeaderEpoch, leaderEpoch }) => {
      const state = replicaOf(node.memory, tp);
      const log = logOf(node.disk, tp);
      const error = checkLeadership(node, state, tp, currentLeaderEpoch, true);
      if (error !== NONE || state === undefined || log === undefined) {
        return { tp, error, leaderEpoch: -1, endOffset: -1 };
      }
      const end = endOffsetFor(log.epochs, leaderEpoch, log.logEndOffset);
      return { tp, error: NONE, leaderEpoch: end.epoch, endOffset: end.endOffset };
    }),
  };
  respond(node, conn, response, ctx);
}
