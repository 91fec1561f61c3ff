// A tiny system for the kernel's own tests: `asker` nodes send a request to `answerer` nodes at random intervals and
// count the answers; an answerer stores every request on its disk.

import type { Ctx, Domain, NodeKind } from '../engine/kernel/contract.ts';
import type { EventTable } from '../engine/kernel/events.ts';
import type { Intervention } from '../engine/kernel/intervention.ts';
import { createRun, type NodeSpec } from '../engine/kernel/run.ts';
import type { Run } from '../engine/kernel/run-state.ts';
import type { Message, NodeState } from '../engine/kernel/world.ts';

export const toyEvents = {
  'toy.asked': { n: 'num' },
  'toy.answered': { n: 'num', names: 'nums' },
  'toy.lost': { reason: 'str' },
} as const satisfies EventTable;

interface Ask extends Message {
  readonly n: number;
}
type Asker = NodeState<{ asked: number }, { conn: number; answers: number; isReady: boolean }> & {
  config: { peer: string; meanUs: number };
};
type Answerer = NodeState<{ seen: number[] }, { served: number }>;
type C = Ctx<typeof toyEvents>;

const asker: NodeKind<Asker, typeof toyEvents> = {
  emptyDisk: () => ({ asked: 0 }),
  emptyMemory: () => ({ conn: -1, answers: 0, isReady: false }),
  boot(node, ctx) {
    node.memory.conn = ctx.connect(node.config.peer);
    ctx.setTimer('ask', ctx.randomExponential('gaps', node.config.meanUs), -1);
  },
  onConnected(node) {
    node.memory.isReady = true;
  },
  onRefused(node, _conn, ctx) {
    lost(node, 'refused', ctx);
  },
  onDisconnected(node, _conn, ctx) {
    lost(node, 'disconnected', ctx);
  },
  onMessage(node) {
    node.memory.answers++;
  },
  onTimer(node, name, ctx) {
    if (name === 'reconnect') {
      node.memory.conn = ctx.connect(node.config.peer);
      return;
    }
    ctx.setTimer('ask', ctx.randomExponential('gaps', node.config.meanUs), -1);
    const n = node.disk.asked++;
    ctx.cause = ctx.emit('toy.asked', { n });
    if (node.memory.isReady) ctx.send(node.memory.conn, { api: 'ask', n } as Ask);
  },
};

function lost(node: Asker, reason: string, ctx: C): void {
  node.memory.isReady = false;
  ctx.emit('toy.lost', { reason }, { blocked: ctx.whySilent(node.config.peer), setting: 'toy.patience' });
  ctx.setTimer('reconnect', 50_000);
}

const answerer: NodeKind<Answerer, typeof toyEvents> = {
  emptyDisk: () => ({ seen: [] }),
  emptyMemory: () => ({ served: 0 }),
  boot: (_node, ctx) => ctx.listen(true),
  onTimer() {},
  onMessage(node, conn, message, ctx) {
    const { n } = message as Ask;
    node.disk.seen.push(n);
    if (node.disk.seen.length > 8) node.disk.seen.shift();
    node.memory.served++;
    ctx.emit('toy.answered', { n, names: node.disk.seen });
    ctx.send(conn, { api: 'answer' });
  },
};

export const toyDomain: Domain = {
  kinds: { asker, answerer } as unknown as Domain['kinds'],
  events: toyEvents,
  observerOf: () => (books: { seen: number }) => {
    books.seen++;
  },
  applySet: () => ({ ignored: 'the toy has no settings' }),
};

/** Two askers in zones a and b, one answerer `s` in zone b. */
export const toyNodes: readonly NodeSpec[] = [
  { id: 's', kind: 'answerer', zone: 'b', config: {} },
  { id: 'p', kind: 'asker', zone: 'a', config: { peer: 's', meanUs: 40_000 } },
  { id: 'q', kind: 'asker', zone: 'b', config: { peer: 's', meanUs: 70_000 } },
];

export function toyRun(
  interventions: readonly Intervention[],
  keepTrace = true,
  seed = 7,
  nodes = toyNodes,
): Run {
  return createRun({
    domain: toyDomain,
    nodes,
    seed,
    interventions,
    storeColumns: 0,
    observer: { seen: 0 },
    keepTrace,
  });
}
