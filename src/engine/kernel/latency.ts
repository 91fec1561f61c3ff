// How long a message takes: latency by link class and service time of the sender, drawn from tables of quantiles.

import { createRng, nextUint32, type RngState } from '../../base/rng.ts';
import type { Micros } from '../../base/units.ts';
import { type Draw, drawFrom, drawnAt } from './quantiles.ts';
import type { LinkFault, NodeId, NodeState, World } from './world.ts';

/** One way between two nodes. Teaching constants of the order of magnitude seen inside one cloud region. */
export const LINK_LATENCY = {
  sameZone: drawFrom({ p50: 200, p99: 700, max: 3_000 }),
  crossZone: drawFrom({ p50: 600, p99: 1_600, max: 6_000 }),
  /** A client that stands outside all zones. */
  outside: drawFrom({ p50: 900, p99: 2_500, max: 9_000 }),
} as const;

/** What a process takes to answer, before its message leaves. */
export const SERVICE_TIME = drawFrom({ p50: 60, p99: 400, max: 2_500 });

/** -ln(1 - u) at u = i / 64, in 1/65536ths: exponential gaps without a logarithm. */
const EXPONENTIAL_64 = [
  0, 1032, 2081, 3146, 4230, 5331, 6451, 7591, 8751, 9932, 11135, 12360, 13608, 14880, 16178, 17502, 18854,
  20233, 21643, 23083, 24556, 26063, 27605, 29184, 30802, 32461, 34164, 35911, 37707, 39553, 41453, 43409,
  45426, 47507, 49656, 51877, 54177, 56561, 59034, 61604, 64280, 67069, 69982, 73031, 76228, 79590, 83133,
  86879, 90852, 95082, 99603, 104460, 109706, 115408, 121654, 128559, 136278, 145029, 155132, 167080, 181704,
  200558, 227130, 272557,
] as const;
/** End of the last stretch, chosen so that the mean is exact: gaps are at most 6.0 means. */
const EXPONENTIAL_MAX = 393178;

/** Exponentially distributed value with the given mean, from 32 random bits. */
export function exponentialAt(bits: number, mean: Micros): Micros {
  const position = bits / 67108864; // 2^32 / 64
  const knot = Math.floor(position);
  const from = EXPONENTIAL_64[knot] as number;
  const to = knot === 63 ? EXPONENTIAL_MAX : (EXPONENTIAL_64[knot + 1] as number);
  return Math.round((mean * (from + (to - from) * (position - knot))) / 65536);
}

/** The latency stream from one node to another. */
export function linkStream(world: World, from: NodeId, to: NodeId): RngState {
  let row = world.linkRng[from];
  if (row === undefined) {
    row = {};
    world.linkRng[from] = row;
  }
  let stream = row[to];
  if (stream === undefined) {
    stream = createRng(world.seed, `link ${from} > ${to}`);
    row[to] = stream;
  }
  return stream;
}

/** Latency table of the way between two nodes. */
export function latencyTable(a: NodeState, b: NodeState): Draw {
  if (a.zone === '' || b.zone === '') return LINK_LATENCY.outside;
  return a.zone === b.zone ? LINK_LATENCY.sameZone : LINK_LATENCY.crossZone;
}

/**
 * Time for one message from `sender`, without the effect of order. One draw per message: the upper half of the bits is
 * the latency, the lower half the service time. A lossy link draws once more per lost segment.
 */
export function travelTime(
  stream: RngState,
  table: Draw,
  sender: NodeState,
  fault: LinkFault | undefined,
): Micros {
  const bits = nextUint32(stream);
  let latency = drawnAt(table, bits >>> 16);
  let service = drawnAt(SERVICE_TIME, bits & 0xffff);
  if (sender.slowFactor === 1 && fault === undefined) return latency + service;
  service *= sender.slowFactor;
  if (fault !== undefined) {
    latency *= fault.slowFactor;
    if (fault.loss > 0) latency += lossDelay(stream, fault.loss);
  }
  return Math.round(latency + service);
}

/** First retransmission time-out of TCP, doubling. [RFC 6298; Linux TCP_RTO_MIN] */
export const RETRANSMIT_US = 200_000;
const MAX_RETRANSMITS = 15;

/** TCP hides loss as delay: 200 ms, doubled for each segment lost in a row. */
function lossDelay(stream: RngState, loss: number): Micros {
  let delay = 0;
  let timeout = RETRANSMIT_US;
  for (let i = 0; i < MAX_RETRANSMITS && nextUint32(stream) / 4294967296 < loss; i++) {
    delay += timeout;
    timeout *= 2;
  }
  return delay;
}

/** When TCP next sends data again that it first sent at `sentAt`, if nothing got through until `now`. */
export function nextRetransmit(sentAt: Micros, now: Micros): Micros {
  let at = sentAt;
  let timeout = RETRANSMIT_US;
  while (at < now) {
    at += timeout;
    timeout = Math.min(timeout * 2, 120_000_000);
  }
  return at;
}
