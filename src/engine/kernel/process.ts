// How processes begin and end, and what their machines tell the peers.

import type { Micros } from '../../base/units.ts';
import type { NodeKind } from './contract.ts';
import type { Row } from './events.ts';
import { nextRetransmit } from './latency.ts';
import { closeEnd, connectionsOf, dropIfDead, markClosed, resetPeer } from './network.ts';
import { note, noteDropped } from './note.ts';
import { enqueue } from './queue.ts';
import type { Run } from './run-state.ts';
import { MESSAGE, type NodeState, START } from './world.ts';

/** How long a process takes from its start to its first line of code. */
export const PROCESS_START_US: Micros = 1_500_000;

/** The functions of a node's kind. */
export function kindOf(run: Run, node: NodeState): NodeKind {
  return run.domain.kinds[node.kind] as NodeKind;
}

/** The process runs: memory is fresh, ports are closed, `boot` is called. */
export function startProcess(run: Run, node: NodeState, cause: Row): void {
  node.isUp = true;
  node.isHostUp = true;
  node.isPaused = false;
  node.isListening = false;
  node.startsAt = -1;
  node.incarnation++;
  node.faultRow = -1;
  node.timers = [];
  node.inbox = [];
  const kind = kindOf(run, node);
  node.memory = kind.emptyMemory();
  const row =
    cause < 0 && run.world.now === 0
      ? -1
      : note(run, node.id, 'process.started', { incarnation: node.incarnation }, cause);
  resetOldConnections(run, node, row);
  run.ctx.enter(node, row);
  kind.boot(node, run.ctx);
}

/** Peers that kept sending to the silent machine get a reset when TCP tries again. */
function resetOldConnections(run: Run, node: NodeState, cause: Row): void {
  for (const connection of connectionsOf(run.world, node.id)) {
    const isClient = connection.client === node.id;
    const isOurs =
      (isClient ? connection.clientIncarnation : connection.serverIncarnation) === node.incarnation;
    const peerOpen = isClient ? connection.isServerOpen : connection.isClientOpen;
    if (isOurs || !peerOpen || connection.unackedSince < 0) continue;
    const at = nextRetransmit(connection.unackedSince, run.world.now);
    connection.unackedSince = -1;
    resetPeer(run, connection, node, isClient ? connection.server : connection.client, at, cause);
  }
}

/**
 * The process ends. `type` is what is written: a crash or an exit. Its machine closes the connections, in order behind
 * what it had sent, unless `isSilent` (host loss).
 */
export function endProcess(
  run: Run,
  node: NodeState,
  reason: string,
  type: 'process.crashed' | 'process.exited' | 'host.lost' | 'power.lost',
  cause: Row,
  isSilent = false,
): Row {
  const fields = type === 'process.exited' ? { reason } : type === 'process.crashed' ? {} : { zone: reason };
  const row = note(run, node.id, type, fields, cause);
  node.isUp = false;
  node.isPaused = false;
  node.isListening = false;
  node.startsAt = -1;
  node.faultRow = row;
  for (const connection of connectionsOf(run.world, node.id)) {
    const isClient = connection.client === node.id;
    if (!(isClient ? connection.isClientOpen : connection.isServerOpen)) continue;
    if (isSilent) {
      markClosed(connection, node.id);
      dropIfDead(run, connection);
    } else closeEnd(run, node, connection.id, reason, row);
  }
  for (const entry of node.inbox)
    if (entry.kind === MESSAGE) noteDropped(run, entry, 'the process ended', row);
  node.inbox = [];
  node.timers = [];
  node.memory = kindOf(run, node).emptyMemory();
  return row;
}

/** The machine is there (again) and the process is being started. */
export function beginStart(run: Run, node: NodeState, cause: Row): void {
  const world = run.world;
  node.isHostUp = true;
  node.startsAt = world.now + PROCESS_START_US;
  const row = note(run, node.id, 'process.starting', { startMs: PROCESS_START_US / 1000 }, cause);
  enqueue(run, {
    at: node.startsAt,
    seq: world.seq++,
    kind: START,
    node: node.id,
    seat: world.order.indexOf(node.id),
    from: '',
    conn: -1,
    incarnation: node.incarnation,
    name: '',
    sentAt: world.now,
    cause: row,
    message: 0,
  });
}

/** For kinds of nodes that restart themselves with another configuration (a static broker setting). */
export function restartWith(run: Run, node: NodeState, config: unknown, cause: Row): void {
  node.config = config;
  if (!node.isUp && node.startsAt < 0) beginStart(run, node, cause);
}
