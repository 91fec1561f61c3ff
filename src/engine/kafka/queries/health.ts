// How nodes are: running, reachable, and what keeps them from it.

import type { NodeId, NodeState, World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import type { NodeHealth, NodeView } from '../views.ts';

/** How a node is, in the order in which a reader wants to know it. */
export function healthOf(node: NodeState): NodeHealth {
  if (!node.isHostUp) return 'hostLost';
  if (node.startsAt >= 0) return 'starting';
  if (!node.isUp) return node.incarnation === 0 ? 'notStarted' : 'down';
  if (node.isPaused) return 'paused';
  if (node.kind !== 'broker') return 'up';
  const state = (node as BrokerNode).memory.state;
  if (state === 'PENDING_CONTROLLED_SHUTDOWN' || state === 'SHUTTING_DOWN') return 'shuttingDown';
  return state === 'STARTING' || state === 'RECOVERY' ? 'starting' : 'up';
}

/** True when nothing passes between two nodes because of a cut link, either way. */
export function isCut(world: World, a: NodeId, b: NodeId): boolean {
  return (world.links[a]?.[b]?.cutRow ?? -1) >= 0 || (world.links[b]?.[a]?.cutRow ?? -1) >= 0;
}

/** Other nodes that a cut link keeps it from. */
export function cutFrom(world: World, node: NodeId): NodeId[] {
  return world.order.filter((other) => other !== node && isCut(world, node, other));
}

function isClient(node: NodeState | undefined): boolean {
  return node?.kind === 'producer' || node?.kind === 'consumer';
}

/** Its process answers on its ports (a broker opens them once it is unfenced), and not every client (without clients: every other broker) is cut off from it. */
export function isReachable(world: World, id: NodeId): boolean {
  const node = world.nodes[id];
  if (node === undefined || !node.isUp || !node.isHostUp || node.isPaused || !node.isListening) return false;
  if (Object.keys(world.links).length === 0) return true;
  const clients = world.order.filter((other) => isClient(world.nodes[other]));
  const peers =
    clients.length > 0
      ? clients
      : world.order.filter((other) => other !== id && world.nodes[other]?.kind === 'broker');
  return peers.length === 0 || peers.some((peer) => !isCut(world, id, peer));
}

export function nodeView(world: World, id: NodeId, nodeId: number): NodeView {
  const node = world.nodes[id] as NodeState;
  return {
    node: id,
    id: nodeId,
    zone: node.zone,
    health: healthOf(node),
    faultRow: node.faultRow,
    cutFrom: cutFrom(world, id),
    slowFactor: node.slowFactor,
  };
}
