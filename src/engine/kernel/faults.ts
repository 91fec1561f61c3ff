// Carrying out interventions. Each kind of fault is its own thing: who notices, and when, follows from it.

import { drainInbox } from './delivery.ts';
import type { Row } from './events.ts';
import { type Intervention, targetOf } from './intervention.ts';
import { releaseHeld } from './network.ts';
import { note } from './note.ts';
import { beginStart, endProcess, kindOf } from './process.ts';
import type { Run } from './run-state.ts';
import type { LinkFault, NodeId, NodeState, World } from './world.ts';

/** Applies one intervention at the world's present time. One that changes nothing becomes an event that says why. */
export function applyIntervention(run: Run, intervention: Intervention): void {
  const row = run.world.rows;
  if (intervention.do === 'set') applySetting(run, intervention);
  else if (intervention.link !== undefined || intervention.do === 'heal' || intervention.do === 'isolate') {
    applyToLinks(run, intervention);
  } else {
    for (const id of targetNodes(run.world, intervention)) {
      const reason = applyToNode(run, run.world.nodes[id] as NodeState, intervention);
      if (reason !== '' && intervention.node !== undefined) ignore(run, intervention, reason);
    }
  }
  if (run.world.rows === row) ignore(run, intervention, 'it changes nothing');
}

function ignore(run: Run, i: Intervention, reason: string): void {
  note(run, i.node ?? '', 'intervention.ignored', { intervention: i.do, target: targetOf(i), reason }, -1);
}

/** Nodes that an intervention on a node or a zone is about, in the world's order. */
export function targetNodes(world: World, i: Intervention): NodeId[] {
  if (i.node !== undefined) return world.nodes[i.node] === undefined ? [] : [i.node];
  return world.order.filter((id) => world.nodes[id]?.zone === i.zone);
}

/** Returns why nothing was done, '' when something was. */
function applyToNode(run: Run, node: NodeState, i: Intervention): string {
  switch (i.do) {
    case 'crash':
      return crash(run, node, i);
    case 'restart':
      return restart(run, node);
    case 'shutdown':
      return shutdown(run, node);
    case 'pause':
      return pause(run, node);
    case 'resume':
      return resume(run, node);
    case 'loseDisk':
      return loseDisk(run, node);
    case 'slow': {
      const factor = i.factor ?? 10;
      if (node.slowFactor === factor) return 'it has that speed already';
      node.slowFactor = factor;
      const row = note(run, node.id, 'node.slowed', { factor }, -1);
      if (node.isUp && !node.isPaused) node.faultRow = factor === 1 ? -1 : row;
      return '';
    }
    default:
      return `${i.do} needs a link`;
  }
}

function crash(run: Run, node: NodeState, i: Intervention): string {
  const how = i.how ?? (i.zone === undefined ? 'process' : 'host');
  if (!node.isUp && node.startsAt < 0 && (how === 'process' || !node.isHostUp)) return 'it is down already';
  const zone = i.zone ?? '';
  if (how === 'process') {
    if (node.isUp) endProcess(run, node, 'the process crashed', 'process.crashed', -1);
    else {
      node.startsAt = -1;
      node.faultRow = note(run, node.id, 'process.crashed', {}, -1);
    }
    return '';
  }
  endProcess(run, node, zone, how === 'host' ? 'host.lost' : 'power.lost', -1, true);
  node.isHostUp = false;
  if (how === 'power') kindOf(run, node).onPowerLoss?.(node.disk, run.store);
  return '';
}

function restart(run: Run, node: NodeState): string {
  if (node.isUp) return 'it is running';
  if (node.startsAt >= 0) return 'it is starting already';
  beginStart(run, node, -1);
  return '';
}

function shutdown(run: Run, node: NodeState): string {
  if (!node.isUp) return 'it is down already';
  if (node.isPaused) return 'it is paused and does not hear the signal';
  const row = note(run, node.id, 'shutdown.requested', {}, -1);
  run.ctx.enter(node, row);
  const kind = kindOf(run, node);
  if (kind.onShutdown === undefined) endProcess(run, node, 'shutdown', 'process.exited', row);
  else kind.onShutdown(node, run.ctx);
  return '';
}

function pause(run: Run, node: NodeState): string {
  if (!node.isUp) return 'it is down';
  if (node.isPaused) return 'it is paused already';
  node.isPaused = true;
  node.faultRow = note(run, node.id, 'process.paused', {}, -1);
  return '';
}

function resume(run: Run, node: NodeState): string {
  if (!node.isPaused) return 'it is not paused';
  node.isPaused = false;
  node.faultRow = -1;
  note(run, node.id, 'process.resumed', { waiting: node.inbox.length }, -1);
  drainInbox(run, node);
  return '';
}

/** The disk is replaced by an empty one: a running process dies of it and is started again on the empty disk. */
function loseDisk(run: Run, node: NodeState): string {
  if (kindOf(run, node).isDiskless === true) return 'a client keeps nothing on a disk';
  const wasUp = node.isUp;
  const row = note(run, node.id, 'disk.lost', {}, -1);
  if (wasUp) endProcess(run, node, 'the disk was lost', 'process.crashed', row);
  node.disk = kindOf(run, node).emptyDisk(node.config);
  if (wasUp) beginStart(run, node, row);
  else node.faultRow = row;
  return '';
}

function applySetting(run: Run, i: Intervention): void {
  const outcome = run.domain.applySet(run.world, i);
  if ('ignored' in outcome) {
    ignore(run, i, outcome.ignored);
    return;
  }
  for (const { node: id, command } of outcome.commands) {
    const node = run.world.nodes[id] as NodeState;
    if (!node.isUp || node.isPaused) {
      ignore(run, i, `${id} is not running`);
      continue;
    }
    run.ctx.enter(node, note(run, id, 'setting.changed', { settings: settingsText(i) }, -1));
    kindOf(run, node).onCommand?.(node, command, run.ctx);
  }
}

function settingsText(i: Intervention): string {
  return Object.entries(i.config ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

function nodesAt(world: World, place: string): NodeId[] {
  return world.nodes[place] === undefined
    ? world.order.filter((id) => world.nodes[id]?.zone === place)
    : [place];
}

/** Unordered pairs of nodes that a link intervention is about. */
function pairsOf(world: World, i: Intervention): [NodeId, NodeId][] {
  const pairs: [NodeId, NodeId][] = [];
  const add = (from: readonly NodeId[], to: readonly NodeId[]) => {
    for (const a of from) for (const b of to) if (a !== b) pairs.push([a, b]);
  };
  if (i.link !== undefined) add(nodesAt(world, i.link[0]), nodesAt(world, i.link[1]));
  else if (i.node !== undefined)
    add(
      [i.node],
      world.order.filter((id) => id !== i.node),
    );
  else if (i.zone !== undefined) {
    // Clients outside all zones are touched by no zone fault.
    add(
      nodesAt(world, i.zone),
      world.order.filter((id) => world.nodes[id]?.zone !== i.zone && world.nodes[id]?.zone !== ''),
    );
  } else {
    world.order.forEach((a, n) => {
      add([a], world.order.slice(n + 1));
    });
  }
  return pairs;
}

/** The fault record of a directed pair, made when missing. */
function linkFault(world: World, from: NodeId, to: NodeId): LinkFault {
  let row = world.links[from];
  if (row === undefined) {
    row = {};
    world.links[from] = row;
  }
  let fault = row[to];
  if (fault === undefined) {
    fault = { cutRow: -1, slowFactor: 1, loss: 0, faultRow: -1 };
    row[to] = fault;
    world.faultyLinks++;
  }
  return fault;
}

function applyToLinks(run: Run, i: Intervention): void {
  const { world } = run;
  if (i.do !== 'cut' && i.do !== 'heal' && i.do !== 'isolate' && i.do !== 'slow' && i.do !== 'lossy') {
    ignore(run, i, `${i.do} is not for a link`);
    return;
  }
  const pairs = pairsOf(world, i).filter(([a, b]) => isChange(world, i, a, b));
  if (pairs.length === 0) {
    ignore(run, i, i.do === 'heal' ? 'there is no fault on it' : 'it is so already');
    return;
  }
  const row = noteLinks(run, i);
  for (const [a, b] of pairs) {
    setLink(world, i, a, b, row);
    setLink(world, i, b, a, row);
    if (i.do === 'heal') releaseHeld(run, a, b);
  }
}

function isChange(world: World, i: Intervention, a: NodeId, b: NodeId): boolean {
  const fault = world.links[a]?.[b];
  switch (i.do) {
    case 'heal':
      return fault !== undefined;
    case 'slow':
      return (fault?.slowFactor ?? 1) !== (i.factor ?? 10);
    case 'lossy':
      return (fault?.loss ?? 0) !== (i.loss ?? 0.1);
    default:
      return fault === undefined || fault.cutRow < 0;
  }
}

function noteLinks(run: Run, i: Intervention): Row {
  const a = i.link?.[0] ?? (i.node !== undefined ? i.node : i.zone !== undefined ? `zone ${i.zone}` : 'all');
  const b = i.link?.[1] ?? 'all others';
  switch (i.do) {
    case 'cut':
      return note(run, '', 'link.cut', { a, b }, -1);
    case 'isolate':
      return i.node === undefined
        ? note(run, '', 'zone.isolated', { zone: i.zone ?? '' }, -1)
        : note(run, i.node, 'node.isolated', {}, -1);
    case 'slow':
      return note(run, '', 'link.slowed', { a, b, factor: i.factor ?? 10 }, -1);
    case 'lossy':
      return note(run, '', 'link.lossy', { a, b, loss: i.loss ?? 0.1 }, -1);
    default:
      return note(run, '', 'link.healed', { a, b }, -1);
  }
}

function setLink(world: World, i: Intervention, from: NodeId, to: NodeId, row: Row): void {
  if (i.do === 'heal') {
    const links = world.links[from];
    if (links?.[to] === undefined) return;
    delete links[to];
    world.faultyLinks--;
    return;
  }
  const fault = linkFault(world, from, to);
  fault.faultRow = row;
  if (i.do === 'slow') fault.slowFactor = i.factor ?? 10;
  else if (i.do === 'lossy') fault.loss = i.loss ?? 0.1;
  else fault.cutRow = row;
}
