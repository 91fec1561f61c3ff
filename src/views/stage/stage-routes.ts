// The way of a message through the picture: out of its sender, along the partition's rail or the control lane, into its
// receiver. A route is a flat list x0, y0, x1, y1, …

import type { TopicPartition } from '../../engine/kafka/names.ts';
import type { NodeId } from '../../engine/kernel/world.ts';
import type { StageScene } from './stage-scene.ts';

export interface Route {
  readonly points: readonly number[];
  /** Length up to each point. */
  readonly lengths: readonly number[];
  readonly length: number;
}

/** The route from one node to another; undefined when one of them is not in the picture. */
export function routeBetween(
  scene: StageScene,
  from: NodeId,
  to: NodeId,
  tp: TopicPartition,
): Route | undefined {
  const railY = tp === '' ? undefined : scene.railY[tp];
  if (tp !== '' && railY === undefined) return undefined;
  const out = leg(scene, from, tp, railY);
  const back = leg(scene, to, tp, railY);
  if (out === undefined || back === undefined) return undefined;
  const points = [...out];
  for (let i = back.length - 2; i >= 0; i -= 2) points.push(back[i] as number, back[i + 1] as number);
  const lengths = [0];
  for (let i = 2; i < points.length; i += 2) {
    const dx = (points[i] as number) - (points[i - 2] as number);
    const dy = (points[i + 1] as number) - (points[i - 1] as number);
    lengths.push((lengths.at(-1) as number) + Math.hypot(dx, dy));
  }
  return { points, lengths, length: lengths.at(-1) as number };
}

/** From the node to the channel. */
function leg(
  scene: StageScene,
  node: NodeId,
  tp: TopicPartition,
  railY: number | undefined,
): number[] | undefined {
  const anchor = scene.anchors[node];
  if (anchor === undefined) return undefined;
  const channelY = railY ?? scene.laneY;
  if (anchor.kind === 'producer' || anchor.kind === 'consumer') {
    return [anchor.x, anchor.y, anchor.laneX, anchor.y, anchor.laneX, channelY];
  }
  if (railY === undefined) return [anchor.laneX, anchor.y, anchor.laneX, channelY];
  if (anchor.kind === 'controller') return [anchor.laneX, anchor.y, anchor.laneX, railY];
  const logY = scene.logY[`${node} ${tp}`];
  return logY === undefined ? [anchor.x, railY] : [anchor.x, logY, anchor.x, railY];
}

/** Writes the point at `share` of the route's length, and the point `tail` px before it, into `into`. */
export function pointOn(route: Route, share: number, tail: number, into: Float64Array): void {
  const { points, lengths, length } = route;
  const at = Math.min(1, Math.max(0, share)) * length;
  let i = 1;
  while (i < lengths.length - 1 && (lengths[i] as number) < at) i += 1;
  const before = lengths[i - 1] ?? 0;
  const span = (lengths[i] ?? 0) - before;
  const along = span === 0 ? 0 : (at - before) / span;
  const x0 = points[2 * i - 2] as number;
  const y0 = points[2 * i - 1] as number;
  const x1 = (points[2 * i] ?? x0) as number;
  const y1 = (points[2 * i + 1] ?? y0) as number;
  into[0] = x0 + (x1 - x0) * along;
  into[1] = y0 + (y1 - y0) * along;
  // The tail stays on the leg that the message is on: short just after a corner.
  const back = span === 0 ? 0 : Math.max(0, (at - before - tail) / span);
  into[2] = x0 + (x1 - x0) * back;
  into[3] = y0 + (y1 - y0) * back;
}
