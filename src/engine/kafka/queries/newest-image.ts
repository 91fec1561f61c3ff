// The metadata that the cluster has agreed on: the newest committed image that a running node holds.

import type { World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import type { ControllerNode } from '../controller/controller-state.ts';
import { emptyImage, type MetadataImage } from '../metadata-records.ts';

const NOTHING: MetadataImage = emptyImage();

function isNewer(a: MetadataImage, b: MetadataImage | undefined): boolean {
  return b === undefined || a.offset > b.offset;
}

/**
 * The newest committed image among running controllers and brokers. The active controller's image runs ahead of what
 * is committed for some milliseconds; it counts once all of it is, or when no other node is as far as its commits.
 */
export function newestImage(world: World): MetadataImage {
  let committed: MetadataImage | undefined;
  let active: ControllerNode | undefined;
  let stopped: MetadataImage | undefined;
  for (const id of world.order) {
    const node = world.nodes[id];
    if (node === undefined || (node.kind !== 'controller' && node.kind !== 'broker')) continue;
    const image = (node as BrokerNode | ControllerNode).memory.image;
    if (!node.isUp) {
      if (isNewer(image, stopped)) stopped = image;
    } else if (node.kind === 'controller' && (node as ControllerNode).memory.active.isActive) {
      const candidate = node as ControllerNode;
      if (active === undefined || candidate.disk.epoch > active.disk.epoch) active = candidate;
    } else if (isNewer(image, committed)) committed = image;
  }
  if (active !== undefined) {
    const image = active.memory.image;
    const isCommitted = image.offset < active.disk.highWatermark;
    if (isCommitted && isNewer(image, committed)) return image;
    if (committed === undefined || committed.offset < active.disk.highWatermark - 1) return image;
  }
  return committed ?? stopped ?? NOTHING;
}

/** The active controller's node, undefined without one. A deposed one that does not know it yet does not count. */
export function activeController(world: World): ControllerNode | undefined {
  let best: ControllerNode | undefined;
  for (const id of world.order) {
    const node = world.nodes[id] as ControllerNode;
    if (node.kind !== 'controller' || !node.isUp || !node.memory.active.isActive) continue;
    if (best === undefined || node.disk.epoch > best.disk.epoch) best = node;
  }
  return best;
}
