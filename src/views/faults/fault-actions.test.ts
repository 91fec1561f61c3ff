import { describe, expect, it } from 'vitest';
import { actionsFor } from './fault-actions.ts';
import type { FaultNode, FaultState } from './fault-targets.ts';

const node = (name: string, more: Partial<FaultNode> = {}): FaultNode => ({
  node: name,
  name: name.toUpperCase(),
  kind: 'broker',
  zone: 'a',
  health: 'up',
  slowFactor: 1,
  ...more,
});

const state = (nodes: FaultNode[], links: FaultState['links'] = []): FaultState => ({
  nodes,
  zones: ['a', 'b'],
  topics: ['orders'],
  links,
});

const ids = (of: FaultState, target: Parameters<typeof actionsFor>[1]) =>
  actionsFor(of, target).map((one) => one.id);
const cut = (from: string, to: string) => ({ from, to, isCut: true, slowFactor: 1, loss: 0 });

describe('what is offered', () => {
  const b2 = node('b2', { zone: 'b' });

  it('tells the kinds of crash apart on a running broker', () => {
    const all = actionsFor(state([node('b1'), b2]), { kind: 'node', node: 'b1' });
    expect(all.map((one) => one.id)).toEqual([
      'crash',
      'host',
      'power',
      'shutdown',
      'pause',
      'loseDisk',
      'slow',
      'isolate',
    ]);
    expect(all.slice(0, 3).map((one) => one.act(0))).toEqual([
      { do: 'crash', node: 'b1', how: 'process' },
      { do: 'crash', node: 'b1', how: 'host' },
      { do: 'crash', node: 'b1', how: 'power' },
    ]);
  });

  it('follows the state: restart when down, resume when paused, normal speed when slow', () => {
    expect(ids(state([node('b1', { health: 'down' }), b2]), { kind: 'node', node: 'b1' })).toEqual([
      'restart',
      'loseDisk',
      'isolate',
    ]);
    expect(ids(state([node('b1', { health: 'paused' }), b2]), { kind: 'node', node: 'b1' })).toContain(
      'resume',
    );
    expect(ids(state([node('b1', { slowFactor: 10 }), b2]), { kind: 'node', node: 'b1' })).toContain(
      'unslow',
    );
    expect(
      ids(state([node('p', { kind: 'client', zone: '' }), b2]), { kind: 'node', node: 'p' }),
    ).not.toContain('loseDisk');
  });

  it('crashes what runs of a zone and restarts what does not', () => {
    expect(ids(state([node('b1'), b2]), { kind: 'zone', zone: 'a' })).toEqual([
      'host',
      'power',
      'process',
      'pause',
      'isolate',
    ]);
    expect(ids(state([node('b1', { health: 'hostLost' }), b2]), { kind: 'zone', zone: 'a' })).toEqual([
      'restart',
      'isolate',
    ]);
  });

  it('cuts a link that is whole and heals one that is not', () => {
    const nodes = [node('b1'), b2];
    expect(ids(state(nodes), { kind: 'link', a: 'a', b: 'b2' })).toEqual(['cut', 'slow', 'lossy']);
    const faulty = state(nodes, [cut('b1', 'b2'), cut('b2', 'b1')]);
    expect(ids(faulty, { kind: 'link', a: 'b1', b: 'b2' })).toEqual(['slow', 'lossy', 'heal']);
    expect(ids(faulty, { kind: 'node', node: 'b1' })).not.toContain('isolate');
    expect(ids(faulty, { kind: 'link', a: 'b1', b: 'b1' })).toEqual([]);
    expect(actionsFor(faulty, { kind: 'link', a: 'b1', b: 'b2' })[1]?.act(0.3)).toEqual({
      do: 'lossy',
      link: ['b1', 'b2'],
      loss: 0.3,
    });
  });
});
