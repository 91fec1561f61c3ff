// The cluster of a frame, worked out once however many views ask for it.

import { clusterView } from '../engine/kafka/queries.ts';
import type { ClusterView } from '../engine/kafka/views.ts';
import type { Frame } from '../engine/kernel/recording-api.ts';

/** A frame is another object at every version of the world, and gone with it. */
const known = new WeakMap<Frame, ClusterView>();

export function clusterOfFrame(frame: Frame): ClusterView {
  let cluster = known.get(frame);
  if (cluster === undefined) {
    cluster = clusterView(frame.world);
    known.set(frame, cluster);
  }
  return cluster;
}
