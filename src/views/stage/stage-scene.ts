// What the Stage shows, as data: boxes, texts and lines with their places. Made by stage-layout.ts, drawn by
// StageDiagram.tsx and message-painter.ts, and tested without a screen.

import type { TopicPartition } from '../../engine/kafka/names.ts';
import type { NodeId } from '../../engine/kernel/world.ts';
import type { Selection } from '../../player/player-types.ts';
import type { PartitionLook } from '../partition-look.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Tone =
  | 'ink'
  | 'body'
  | 'muted'
  | 'down'
  | 'fault'
  | 'warning'
  | 'control'
  | 'onControl'
  /** Upon a partition's colour. */
  | 'onPartition';

/** One line of text. `y` is its baseline. */
export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly font: 'sans' | 'mono';
  readonly size: number;
  readonly isBold: boolean;
  readonly tone: Tone;
}

export interface ZoneScene {
  readonly zone: string;
  readonly box: Box;
  readonly look: 'plain' | 'down' | 'isolated';
  readonly labels: readonly Label[];
}

export interface NodeScene {
  readonly node: NodeId;
  readonly kind: 'broker' | 'controller' | 'producer' | 'consumer';
  readonly box: Box;
  /** `cut`: cut off from everything; `busy`: alive, but starting, paused, fenced, slow or stopping. */
  /** `absent`: not started yet. */
  readonly look: 'up' | 'active' | 'down' | 'absent' | 'cut' | 'busy';
  readonly labels: readonly Label[];
  readonly glyphs: readonly { readonly look: PartitionLook; readonly x: number; readonly y: number }[];
}

export interface PartitionScene {
  readonly tp: TopicPartition;
  readonly look: PartitionLook;
  readonly glyph: { readonly x: number; readonly y: number; readonly r: number };
  readonly labels: readonly Label[];
  readonly isrChip: { readonly box: Box; readonly isShrunk: boolean };
  /** The channel in front of the brokers, and the rail in it from trunk to trunk. */
  readonly channel: Box;
  readonly railY: number;
  readonly railFrom: number;
  readonly railTo: number;
}

export interface Strip {
  readonly x: number;
  readonly y: number;
  /** Distance of two cells; a cell is `pitch - 2` wide. */
  readonly pitch: number;
  readonly height: number;
  /** Offset of the first cell and number of cells drawn, `start` cells to the right of `x`. */
  readonly from: number;
  readonly count: number;
  readonly start: number;
  /** How many of them are below the replica's own high watermark. */
  readonly committed: number;
  readonly cellSize: number;
}

export interface ReplicaScene {
  readonly node: NodeId;
  readonly tp: TopicPartition;
  readonly look: PartitionLook;
  readonly state: 'live' | 'behind' | 'dead';
  readonly box: Box;
  readonly strip: Strip;
  /** x of the high watermark's bar; -1 when it is left of the strip or the replica is dead. */
  readonly barX: number;
  readonly barY: readonly [top: number, bottom: number];
  readonly pill: { readonly box: Box; readonly isDashed: boolean } | undefined;
  readonly labels: readonly Label[];
  /** From the end of the log into the channel; undefined for a dead replica. */
  readonly stub: string | undefined;
}

export interface Wire {
  readonly id: string;
  readonly path: string;
  readonly look: 'client' | 'control';
}

/** A link with a fault. */
export interface LinkScene {
  readonly a: NodeId;
  readonly b: NodeId;
  readonly path: string;
  /** Where the break is, or the label. */
  readonly at: readonly [x: number, y: number];
  /** Undefined for a cut link, which is broken instead. */
  readonly label: Label | undefined;
  /** "cut", "slow ×100". */
  readonly words: string;
}

/** Where a node's messages enter and leave. */
export interface Anchor {
  readonly kind: NodeScene['kind'];
  /** Brokers: the port beside the logs. Clients: the edge of the card. */
  readonly x: number;
  readonly y: number;
  /** Clients: the trunk. Brokers and controllers: where they meet the control lane. */
  readonly laneX: number;
}

/** A part of the picture that can be hovered, focused, selected or picked. */
export interface Spot {
  readonly id: string;
  readonly selection: Selection;
  readonly box: Box;
  /** Name and state in words. */
  readonly name: string;
}

export interface StageScene {
  readonly width: number;
  readonly height: number;
  readonly captions: readonly Label[];
  readonly zones: readonly ZoneScene[];
  readonly nodes: readonly NodeScene[];
  readonly partitions: readonly PartitionScene[];
  readonly replicas: readonly ReplicaScene[];
  readonly wires: readonly Wire[];
  readonly links: readonly LinkScene[];
  readonly laneY: number;
  readonly anchors: Readonly<Record<NodeId, Anchor>>;
  /** Middle of a replica's cells, by `node tp`. */
  readonly logY: Readonly<Record<string, number>>;
  readonly railY: Readonly<Record<TopicPartition, number>>;
  readonly looks: Readonly<Record<TopicPartition, PartitionLook>>;
  readonly spots: readonly Spot[];
}
