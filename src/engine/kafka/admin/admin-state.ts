// What an admin client is: an operator's tool outside all zones that carries out changed settings and elections.
// Simplification: it knows every broker's address and asks for no metadata; one call at a time, in order.

import type { Micros, Millis } from '../../../base/units.ts';
import type { NodeId, NodeState } from '../../kernel/world.ts';
import type { AdminBody } from '../messages.ts';
import type { NetworkClient } from '../net/network-client.ts';

export interface AdminConfig {
  bootstrap: NodeId[];
  'default.api.timeout.ms': number;
  'request.timeout.ms': number;
  'retry.backoff.ms': number;
  'retry.backoff.max.ms': number;
  'reconnect.backoff.ms': number;
  'reconnect.backoff.max.ms': number;
  'socket.connection.setup.timeout.ms': number;
  'socket.connection.setup.timeout.max.ms': number;
}

export interface AdminCall {
  body: AdminBody;
  /** When the operator asked. */
  startedAt: Micros;
  /** Tries that were sent. */
  attempts: number;
  /** Not before this (ms), -1 = at once. */
  retryAtMs: Millis;
  /** Of the open request, -1 = none. */
  correlationId: number;
  lastError: string;
  /** Row that led to the call. */
  cause: number;
}

export interface AdminMemory {
  net: NetworkClient;
  /** Oldest first; only the first is being carried out. */
  calls: AdminCall[];
}

/** An operator's tool keeps nothing. */
export type AdminDisk = Record<string, never>;

export type AdminNode = NodeState<AdminDisk, AdminMemory> & { config: AdminConfig };
