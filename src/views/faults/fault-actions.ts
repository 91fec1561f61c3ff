// What can be done to a target in its present state, in words that tell the faults apart. Pure: one list per target.

import type { Intervention } from '../../engine/kernel/intervention.ts';
import { type FaultNode, type FaultState, type FaultTarget, nodesAt } from './fault-targets.ts';

/** An intervention without its time. */
export type FaultAct = Omit<Intervention, 'at'>;

export interface FaultAction {
  readonly id: string;
  readonly label: string;
  /** What it means: who notices, what is lost. */
  readonly note: string;
  /** It mends; the others break. */
  readonly isMending: boolean;
  /** What to do; with a figure chosen from `figures` where there are some. */
  readonly act: (figure: number) => FaultAct;
  readonly figures?: {
    readonly name: string;
    readonly values: readonly number[];
    readonly unit: 'times' | 'share';
  };
}

const SLOW = { name: 'How many times slower', values: [2, 5, 10, 50, 200], unit: 'times' } as const;
const LOSS = { name: 'Share of segments lost', values: [0.01, 0.05, 0.1, 0.3, 0.6], unit: 'share' } as const;

/** Id, label, note. */
type Words = readonly [id: string, label: string, note: string];

const NODE = {
  resume: ['resume', 'Resume', 'It goes on; what waited for it comes all at once.'],
  restart: ['restart', 'Restart', 'The machine is there again and the process starts, in 1.5 s.'],
  start: ['restart', 'Start', 'The process starts for the first time, in 1.5 s.'],
  crash: ['crash', 'Crash the process', 'Its connections close at once; its disk and page cache stay.'],
  host: ['host', 'Lose the machine', 'Silence: others learn of it by their own time-outs only.'],
  power: ['power', 'Cut the power', 'Silence, and what was not flushed to disk is gone.'],
  shutdown: ['shutdown', 'Shut down cleanly', 'Controlled shutdown: it hands over its leaders first.'],
  end: ['shutdown', 'Shut down cleanly', 'It ends by itself.'],
  pause: ['pause', 'Pause the process', 'As in a long garbage collection: timers late, messages wait.'],
  loseDisk: ['loseDisk', 'Lose the disk', 'The process dies and starts again on an empty disk.'],
  loseDiskDown: ['loseDisk', 'Lose the disk', 'It will start on an empty disk.'],
  slow: ['slow', 'Slow it down', 'Its service times grow by this factor.'],
  unslow: ['unslow', 'Normal speed', 'Its service times are as at first again.'],
  isolate: ['isolate', 'Isolate', 'Every link of it is cut; it goes on and knows nothing.'],
} as const satisfies Record<string, Words>;

const ZONE = {
  restart: ['restart', 'Restart the zone', 'Every machine in it is there again and starts its process.'],
  resume: ['resume', 'Resume', 'All its processes go on.'],
  host: ['host', 'Crash the zone', 'All its machines fall silent: others learn of it by time-outs.'],
  power: ['power', 'Cut the power', 'Silence, and what was not flushed to disk is gone.'],
  process: ['process', 'Crash its processes', 'Every process ends at once; connections close.'],
  pause: ['pause', 'Pause its processes', 'All of them stop; messages wait in the sockets.'],
  isolate: ['isolate', 'Isolate', 'Its links to the other zones are cut; inside, everything goes on.'],
} as const satisfies Record<string, Words>;

const LINK = {
  cut: ['cut', 'Cut', 'Nothing passes either way; both ends learn of it by time-outs.'],
  slow: ['slow', 'Slow it down', 'Its latency grows by this factor.'],
  lossy: ['lossy', 'Make it lossy', 'TCP hides loss as delay: each lost segment is sent again.'],
  heal: ['heal', 'Heal', 'Whole, fast and without loss again.'],
  healAll: ['heal', 'Heal its links', 'Messages that waited are sent again.'],
} as const satisfies Record<string, Words>;

function breaking([id, label, note]: Words, act: FaultAct): FaultAction {
  return { id, label, note, act: () => act, isMending: false };
}
function mending(words: Words, act: FaultAct): FaultAction {
  return { ...breaking(words, act), isMending: true };
}
function slowing([id, label, note]: Words, target: Pick<FaultAct, 'node' | 'link'>): FaultAction {
  return {
    id,
    label,
    note,
    act: (factor) => ({ do: 'slow', ...target, factor }),
    isMending: false,
    figures: SLOW,
  };
}

/** Everything that would change something; in a fixed order. */
export function actionsFor(state: FaultState, target: FaultTarget): readonly FaultAction[] {
  switch (target.kind) {
    case 'node': {
      const node = state.nodes.find((one) => one.node === target.node);
      return node === undefined ? [] : nodeActions(state, node);
    }
    case 'zone':
      return zoneActions(state, target.zone);
    case 'link':
      return linkActions(state, target.a, target.b);
    case 'topic':
      return [];
  }
}

function hasNoProcess(health: FaultNode['health']): boolean {
  return health === 'down' || health === 'hostLost' || health === 'notStarted';
}

function nodeActions(state: FaultState, { node, kind, health, slowFactor }: FaultNode): FaultAction[] {
  const isDown = hasNoProcess(health);
  const isRunning = !isDown && health !== 'starting';
  const everyone = state.nodes.map((one) => one.node);
  return [
    ...(health === 'paused' ? [mending(NODE.resume, { do: 'resume', node })] : []),
    ...(isDown
      ? [mending(health === 'notStarted' ? NODE.start : NODE.restart, { do: 'restart', node })]
      : []),
    ...(isDown ? [] : crashes(node, kind)),
    ...(health === 'up' ? stops(node, kind) : []),
    ...(kind === 'client'
      ? []
      : [breaking(isDown ? NODE.loseDiskDown : NODE.loseDisk, { do: 'loseDisk', node })]),
    ...(isRunning ? [slowing(NODE.slow, { node })] : []),
    ...(slowFactor === 1 ? [] : [mending(NODE.unslow, { do: 'slow', node, factor: 1 })]),
    ...isolation(state, [node], everyone, { node }, NODE.isolate),
  ];
}

function crashes(node: string, kind: FaultNode['kind']): FaultAction[] {
  return [
    breaking(NODE.crash, { do: 'crash', node, how: 'process' }),
    breaking(NODE.host, { do: 'crash', node, how: 'host' }),
    ...(kind === 'broker' ? [breaking(NODE.power, { do: 'crash', node, how: 'power' })] : []),
  ];
}

function stops(node: string, kind: FaultNode['kind']): FaultAction[] {
  return [
    breaking(kind === 'broker' ? NODE.shutdown : NODE.end, { do: 'shutdown', node }),
    breaking(NODE.pause, { do: 'pause', node }),
  ];
}

function zoneActions(state: FaultState, zone: string): FaultAction[] {
  const inside = state.nodes.filter((node) => node.zone === zone);
  const running = inside.filter((node) => !hasNoProcess(node.health));
  // Clients that stand outside all zones are touched by no zone fault.
  const others = state.nodes.filter((node) => node.zone !== '').map((node) => node.node);
  const nodes = inside.map((node) => node.node);
  const isAnyPaused = inside.some((node) => node.health === 'paused');
  return [
    ...(running.length < inside.length ? [mending(ZONE.restart, { do: 'restart', zone })] : []),
    ...(isAnyPaused ? [mending(ZONE.resume, { do: 'resume', zone })] : []),
    ...(running.length === 0
      ? []
      : [
          breaking(ZONE.host, { do: 'crash', zone, how: 'host' }),
          breaking(ZONE.power, { do: 'crash', zone, how: 'power' }),
          breaking(ZONE.process, { do: 'crash', zone, how: 'process' }),
          breaking(ZONE.pause, { do: 'pause', zone }),
        ]),
    ...isolation(state, nodes, others, { zone }, ZONE.isolate),
  ];
}

/** Isolate while some link is whole; heal while some has a fault. */
function isolation(
  state: FaultState,
  inside: readonly string[],
  all: readonly string[],
  target: { readonly node: string } | { readonly zone: string },
  words: Words,
): FaultAction[] {
  const outside = all.filter((node) => !inside.includes(node));
  const faulty = state.links.filter((link) => inside.includes(link.from) && outside.includes(link.to));
  const cut = faulty.filter((link) => link.isCut).length;
  return [
    ...(outside.length > 0 && cut < inside.length * outside.length
      ? [breaking(words, { do: 'isolate', ...target })]
      : []),
    ...(faulty.length > 0 ? [mending(LINK.healAll, { do: 'heal', ...target })] : []),
  ];
}

function linkActions(state: FaultState, a: string, b: string): FaultAction[] {
  const link: [string, string] = [a, b];
  const from = nodesAt(state, a);
  const to = nodesAt(state, b);
  const pairs = from.flatMap((one) =>
    to.filter((other) => other !== one).map((other) => [one, other] as const),
  );
  if (a === b || pairs.length === 0) return [];
  const faults = state.links.filter((one) => from.includes(one.from) && to.includes(one.to));
  const [id, label, note] = LINK.lossy;
  return [
    ...(faults.filter((one) => one.isCut).length < pairs.length
      ? [breaking(LINK.cut, { do: 'cut', link })]
      : []),
    slowing(LINK.slow, { link }),
    { id, label, note, act: (loss) => ({ do: 'lossy', link, loss }), isMending: false, figures: LOSS },
    ...(faults.length > 0 ? [mending(LINK.heal, { do: 'heal', link })] : []),
  ];
}
