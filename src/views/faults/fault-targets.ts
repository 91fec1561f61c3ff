// What can be broken: nodes, zones, links, topics' settings. Pure.

import type { ClusterView, NodeHealth } from '../../engine/kafka/views.ts';
import type { LinkFault, World } from '../../engine/kernel/world.ts';
import type { Selection } from '../../player/player-types.ts';
import { nodeName } from '../stage/stage-words.ts';

export type FaultTarget =
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'zone'; readonly zone: string }
  | { readonly kind: 'link'; readonly a: string; readonly b: string }
  | { readonly kind: 'topic'; readonly topic: string };

/** What the toolbox needs to know of the cluster at the playhead. */
export interface FaultState {
  readonly nodes: readonly FaultNode[];
  readonly zones: readonly string[];
  readonly topics: readonly string[];
  /** Faults on links, one entry per direction. */
  readonly links: readonly LinkState[];
}

export interface FaultNode {
  readonly node: string;
  readonly name: string;
  readonly kind: 'broker' | 'controller' | 'client';
  readonly zone: string;
  readonly health: NodeHealth;
  readonly slowFactor: number;
}

export interface LinkState {
  readonly from: string;
  readonly to: string;
  readonly isCut: boolean;
  readonly slowFactor: number;
  readonly loss: number;
}

/** A small copy of what matters here: the frame's world changes in place. */
export function faultState(cluster: ClusterView, world: World): FaultState {
  const node =
    (kind: FaultNode['kind']) =>
    (view: { node: string; zone: string; health: NodeHealth }): FaultNode => ({
      node: view.node,
      name: nodeName(cluster, view.node),
      kind,
      zone: view.zone,
      health: view.health,
      slowFactor: world.nodes[view.node]?.slowFactor ?? 1,
    });
  return {
    nodes: [
      ...cluster.brokers.map(node('broker')),
      ...cluster.controllers.map(node('controller')),
      ...[...cluster.producers, ...cluster.consumers].map(node('client')),
    ],
    zones: [...cluster.zones],
    topics: [...new Set(cluster.partitions.map((partition) => partition.topic))],
    links: Object.entries(world.links).flatMap(([from, row]) =>
      Object.entries(row).map(([to, fault]) => linkState(from, to, fault)),
    ),
  };
}

function linkState(from: string, to: string, fault: LinkFault): LinkState {
  return { from, to, isCut: fault.cutRow >= 0, slowFactor: fault.slowFactor, loss: fault.loss };
}

/** Nodes at one end of a link: a node itself, or all of a zone. */
export function nodesAt(state: FaultState, place: string): readonly string[] {
  if (state.nodes.some((node) => node.node === place)) return [place];
  return state.nodes.filter((node) => node.zone === place).map((node) => node.node);
}

/** "Broker 1", "zone a", "the link between Broker 1 and zone b", "topic orders". */
export function targetName(state: FaultState, target: FaultTarget): string {
  switch (target.kind) {
    case 'node':
      return placeName(state, target.node);
    case 'zone':
      return `zone ${target.zone}`;
    case 'link':
      return `the link between ${placeName(state, target.a)} and ${placeName(state, target.b)}`;
    case 'topic':
      return `topic ${target.topic}`;
  }
}

export function placeName(state: FaultState, place: string): string {
  return state.nodes.find((node) => node.node === place)?.name ?? `zone ${place}`;
}

/** One text per target, for the select. */
export function targetKey(target: FaultTarget): string {
  switch (target.kind) {
    case 'node':
      return `node ${target.node}`;
    case 'zone':
      return `zone ${target.zone}`;
    case 'link':
      return 'link';
    case 'topic':
      return `topic ${target.topic}`;
  }
}

/** What the selection points at, as a target; undefined when it is nothing that can be broken. */
export function targetOfSelection(selection: Selection | undefined): FaultTarget | undefined {
  switch (selection?.kind) {
    case 'node':
    case 'replica':
    case 'record':
      return { kind: 'node', node: selection.node };
    case 'zone':
      return { kind: 'zone', zone: selection.zone };
    case 'link':
      return { kind: 'link', a: selection.a, b: selection.b };
    default:
      return undefined;
  }
}
