// Random faults and changed settings. Every story uses its own choice of kinds (swarm testing, Groce et al., ISSTA
// 2012): stories that use all kinds at once hide what some of them do together. A fault mostly comes with its remedy
// some time later, so that a run goes through many states instead of ending dead.

import type { Settings } from '../scenario/scenario.ts';
import type { Draw } from './draw.ts';
import { memberNames, type Story, type StoryAction } from './story.ts';

/** Kinds of actions that a story may use. */
export type ActionKind =
  | 'crash'
  | 'shutdown'
  | 'pause'
  | 'isolate'
  | 'cut'
  | 'slow'
  | 'lossy'
  | 'loseDisk'
  | 'set'
  | 'heal';
const KINDS: readonly ActionKind[] = [
  'crash',
  'shutdown',
  'pause',
  'isolate',
  'cut',
  'slow',
  'lossy',
  'set',
  'heal',
];
const SLOW_FACTORS = [3, 20, 200, 2_000];
const LOSSES = [0.05, 0.3, 0.6, 0.9];

interface Cast {
  readonly brokers: readonly string[];
  readonly controllers: readonly string[];
  readonly clients: readonly string[];
  readonly zones: readonly string[];
  readonly hasDataLoss: boolean;
}

/** A node: brokers mostly, since they hold what can be lost. */
function drawNode(draw: Draw, cast: Cast): string {
  const which = draw.below(100);
  const broker = draw.pick(cast.brokers);
  const controller = draw.pick(cast.controllers);
  const client = cast.clients.length === 0 ? broker : draw.pick(cast.clients);
  return which < 70 ? broker : which < 90 ? controller : client;
}

function drawPlace(draw: Draw, cast: Cast): { node: string } | { zone: string } {
  const node = drawNode(draw, cast);
  const isZone = draw.chance(15) && cast.zones.length > 0;
  return isZone ? { zone: draw.pick(cast.zones) } : { node };
}

function drawLink(draw: Draw, cast: Cast): [string, string] {
  const a = draw.chance(20) && cast.zones.length > 1 ? draw.pick(cast.zones) : draw.pick(cast.brokers);
  const ends = [...cast.brokers, ...cast.controllers, ...cast.clients, ...cast.zones].filter((x) => x !== a);
  return [a, draw.pick(ends)];
}

function drawSetting(draw: Draw, story: Story, cast: Cast): Pick<StoryAction, 'node' | 'topic' | 'config'> {
  const producers = Object.keys(story.producers ?? {});
  const of = (name: string, values: readonly (string | number | boolean)[]): Settings => ({
    [name]: draw.pick(values),
  });
  switch (draw.below(6)) {
    case 0:
      return { node: draw.pick(cast.brokers), config: of('replica.lag.time.max.ms', [2_000, 30_000]) };
    case 1:
      return { node: draw.pick(cast.controllers), config: of('broker.session.timeout.ms', [4_000, 9_000]) };
    case 2:
      if (producers.length > 0) return { node: draw.pick(producers), config: of('linger.ms', [0, 20, 100]) };
      break;
    case 3:
      if (producers.length > 0) return { node: draw.pick(producers), config: of('acks', ['all', '1', '0']) };
      break;
    case 4:
      return {
        topic: draw.pick(Object.keys(story.topics)),
        config: of('unclean.leader.election.enable', [true, false, false]),
      };
  }
  return { topic: draw.pick(Object.keys(story.topics)), config: of('min.insync.replicas', [1, 2, 3]) };
}

/** A fault and, mostly, its remedy. Times are in ms. */
function drawActions(
  draw: Draw,
  story: Story,
  cast: Cast,
  kind: ActionKind,
  at: number,
  end: number,
): StoryAction[] {
  const time = `${at}ms`;
  const later = `${Math.min(end, at + draw.pick([200, 1_000, 3_000, 8_000, 15_000]) + draw.below(3_000))}ms`;
  const isMended = draw.chance(75);
  const place = drawPlace(draw, cast);
  const mended = (fault: StoryAction, remedy: StoryAction) => (isMended ? [fault, remedy] : [fault]);
  switch (kind) {
    case 'crash': {
      const hows: readonly ('process' | 'host' | 'power')[] = cast.hasDataLoss
        ? ['process', 'host', 'power', 'power']
        : ['process', 'host'];
      const drawn = draw.pick(hows);
      const how = 'zone' in place && drawn === 'process' ? 'host' : drawn;
      return mended({ at: time, do: 'crash', ...place, how }, { at: later, do: 'restart', ...place });
    }
    case 'shutdown':
      return mended({ at: time, do: kind, ...place }, { at: later, do: 'restart', ...place });
    case 'pause':
      return mended({ at: time, do: kind, ...place }, { at: later, do: 'resume', ...place });
    case 'isolate':
      return mended({ at: time, do: kind, ...place }, { at: later, do: 'heal', ...place });
    case 'loseDisk':
      // A quorum that loses its disks may forget the cluster: rare, it excuses nearly everything.
      return [{ at: time, do: kind, node: draw.pick(draw.chance(95) ? cast.brokers : cast.controllers) }];
    case 'heal':
      return [{ at: time, do: kind }];
    case 'set':
      return [{ at: time, do: kind, ...drawSetting(draw, story, cast) }];
    case 'slow': {
      const factor = draw.pick(SLOW_FACTORS);
      const target = draw.chance(50) ? place : { link: drawLink(draw, cast) };
      return mended({ at: time, do: kind, ...target, factor }, { at: later, do: kind, ...target, factor: 1 });
    }
    default: {
      const link = drawLink(draw, cast);
      if (kind === 'cut') return mended({ at: time, do: kind, link }, { at: later, do: 'heal', link });
      const loss = draw.pick(LOSSES);
      return mended({ at: time, do: kind, link, loss }, { at: later, do: kind, link, loss: 0 });
    }
  }
}

/** Time of an action, in ms. */
function timeOf(action: StoryAction): number {
  return Number(action.at.slice(0, -2));
}

/** What a timeline is held to. */
export interface TimelineShape {
  /** Only these kinds, on brokers (or on members of groups) alone, many of them; absent = anything. */
  readonly kinds?: readonly ActionKind[];
  readonly on?: 'brokers' | 'members' | 'members and brokers';
  /** Disks may be lost and the power may fail (default: in one of four stories). */
  readonly losesData?: boolean;
}

/** Actions in the first `ms` milliseconds, by time. */
export function drawTimeline(draw: Draw, story: Story, ms: number, shape: TimelineShape = {}): StoryAction[] {
  const isLossy = draw.chance(25);
  const servers = Object.keys(story.brokers);
  const brokers = (shape.on ?? 'brokers') === 'brokers' ? servers : memberNames(story);
  const isFocused = shape.kinds !== undefined;
  const cast: Cast = {
    brokers,
    controllers: !isFocused
      ? Object.keys(story.controllers)
      : shape.on === 'members and brokers'
        ? servers
        : brokers,
    clients: isFocused ? [] : [...Object.keys(story.producers ?? {}), ...Object.keys(story.consumers ?? {})],
    zones: isFocused ? [] : (story.zones ?? []),
    hasDataLoss: shape.losesData ?? isLossy,
  };
  const kinds = shape.kinds === undefined ? KINDS.filter(() => draw.chance(50)) : [...shape.kinds];
  if (kinds.length === 0) kinds.push('crash');
  if (cast.hasDataLoss) kinds.push('loseDisk');
  const actions: StoryAction[] = [];
  const faults = isFocused ? draw.between(5, 12) : draw.between(1, 8);
  for (let i = 0; i < faults; i++) {
    const at = draw.between(500, ms - 500);
    actions.push(...drawActions(draw, story, cast, draw.pick(kinds), at, ms));
  }
  return byTime(actions);
}

/** In order of time; those of one time in the order in which they were drawn. */
export function byTime(actions: readonly StoryAction[]): StoryAction[] {
  return actions
    .map((action, i) => ({ action, i, ms: timeOf(action) }))
    .sort((a, b) => a.ms - b.ms || a.i - b.i)
    .map(({ action }) => action);
}
