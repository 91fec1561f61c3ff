// A controller's disk and memory as they begin. Shared by a real start and by a settled one.

import type { Millis } from '../../../base/units.ts';
import { emptyImage } from '../metadata-records.ts';
import { NO_LEADER } from '../names.ts';
import { createNetworkClient, type NetworkClient } from '../net/network-client.ts';
import { type ControllerCtx, emptyActive } from './active-writer.ts';
import type { ControllerDisk, ControllerMemory, ControllerNode } from './controller-state.ts';

/** Connections between voters. [src: raft/RaftManager.scala buildNetworkClient] */
function raftNet(requestTimeoutMs: Millis): NetworkClient {
  return createNetworkClient({
    'reconnect.backoff.ms': 50,
    'reconnect.backoff.max.ms': 500,
    'socket.connection.setup.timeout.ms': 10_000,
    'socket.connection.setup.timeout.max.ms': 30_000,
    'request.timeout.ms': requestTimeoutMs,
    'max.in.flight.requests.per.connection': 1,
  });
}

/** Before the first start: epoch 0, an empty log. */
export function emptyDisk(): ControllerDisk {
  return {
    epoch: 0,
    votedFor: NO_LEADER,
    leaderId: NO_LEADER,
    tail: -1,
    logEndOffset: 0,
    epochs: [],
    highWatermark: 0,
  };
}

/** What a process that does not run has in memory. */
export function emptyMemory(): ControllerMemory {
  return {
    raft: {
      role: 'unattached',
      leaderId: NO_LEADER,
      hasFetchedFromLeader: false,
      votes: {},
      followers: {},
      fetchedVoters: [],
      requests: {},
      successors: [],
      acknowledged: [],
      heardRow: -1,
      isShuttingDown: false,
      epochStartOffset: 0,
      parkedFetches: [],
      net: raftNet(2000),
    },
    image: emptyImage(),
    active: emptyActive(),
  };
}

/** The process has started: fresh memory, open ports. */
export function startMemory(node: ControllerNode, ctx: ControllerCtx): void {
  node.memory = emptyMemory();
  node.memory.raft.net = raftNet(node.config['controller.quorum.request.timeout.ms']);
  ctx.listen(true);
}
