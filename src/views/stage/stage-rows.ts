// The rows: each partition's header, its channel with the rail, and its replicas.

import type { ClusterView, PartitionView } from '../../engine/kafka/views.ts';
import { formatSet } from '../../ui/format.ts';
import { partitionLook } from '../partition-look.ts';
import { fitName, monoWidth } from '../text-width.ts';
import type { Columns } from './stage-columns.ts';
import type { Density } from './stage-density.ts';
import { figures, labelWidth, words } from './stage-labels.ts';
import { offsetWindow, replicaScene, stripRoom } from './stage-replica.ts';
import type { Label, PartitionScene, ReplicaScene } from './stage-scene.ts';

export interface Rows {
  readonly partitions: readonly PartitionScene[];
  readonly replicas: readonly ReplicaScene[];
}

/** Lays the rows out from `top` downwards. */
export function stageRows(
  cluster: ClusterView,
  columns: Columns,
  top: number,
  density: Density,
  maxCells: number,
): Rows {
  const brokers = columns.zones.flatMap((zone) => zone.brokers);
  const room = stripRoom(Math.min(...brokers.map((b) => b.width)));
  const replicas: ReplicaScene[] = [];
  const partitions = cluster.partitions.map((partition, i) => {
    const rowTop = top + i * density.pitch;
    const window = offsetWindow(partition, room, maxCells, density.cellSize);
    for (const replica of partition.replicas) {
      const broker = brokers.find((b) => b.view.id === replica.broker);
      if (broker !== undefined)
        replicas.push(replicaScene(replica, partition, broker, { top: rowTop, density, window }));
    }
    return partitionScene(partition, columns, rowTop, density);
  });
  return { partitions, replicas };
}

function partitionScene(
  partition: PartitionView,
  columns: Columns,
  top: number,
  density: Density,
): PartitionScene {
  const { header, zones } = columns;
  const right = header.x + header.width;
  const first = zones[0];
  const last = zones.at(-1);
  const railY = top + density.rail;
  const channelFrom = (first?.x ?? right) - 6;
  const channelTo = (last === undefined ? right : last.x + last.width) + 6;
  const chipText = formatSet(partition.isr);
  const chipWidth = Math.ceil(monoWidth(chipText, density.monoSize)) + 10;
  const chipHeight = density.monoSize + 6;
  const isrBaseline = top + density.header[2];
  return {
    tp: partition.tp,
    look: partitionLook(partition.index),
    glyph: { x: header.x + 5, y: top + density.header[0] - 4.5, r: 4.6 },
    labels: headerLabels(partition, header.x, right, top, density, chipWidth),
    isrChip: {
      box: {
        x: right - chipWidth,
        y: isrBaseline - chipHeight / 2 - density.monoSize * 0.34,
        width: chipWidth,
        height: chipHeight,
      },
      isShrunk: partition.isUnderReplicated,
    },
    channel: {
      x: channelFrom,
      y: railY - density.channelHalf,
      width: channelTo - channelFrom,
      height: density.channelHalf * 2,
    },
    railY,
    railFrom: columns.producers === undefined ? channelFrom + 6 : columns.leftTrunk,
    railTo: columns.consumers === undefined ? channelTo - 6 : columns.rightTrunk,
  };
}

function headerLabels(
  partition: PartitionView,
  x: number,
  right: number,
  top: number,
  density: Density,
  chipWidth: number,
): Label[] {
  const [nameY, epochY, isrY] = density.header;
  const nameSize = density.textSize + 1.5;
  const name = fitName(partition.tp, right - x - 16, (text) => monoWidth(text, nameSize));
  const chipLabel = figures(
    formatSet(partition.isr),
    right - chipWidth / 2,
    top + isrY,
    partition.isUnderReplicated ? 'warning' : 'body',
    {
      size: density.monoSize,
      anchor: 'middle',
      isBold: true,
    },
  );
  const labels = [figures(name, x + 16, top + nameY, 'ink', { size: nameSize, isBold: true }), chipLabel];
  const room = right - chipWidth - 6 - x;
  const isrWord = partition.isUnderMinIsr
    ? words(`ISR < min ${partition.minIsr}`, x, top + isrY, 'warning', {
        size: density.monoSize,
        isBold: true,
      })
    : figures('ISR', x, top + isrY, 'muted', { size: density.monoSize });
  if (epochY !== isrY) {
    labels.push(figures('leaderEpoch', x, top + epochY, 'muted', { size: density.monoSize }));
    labels.push(
      figures(String(partition.leaderEpoch), right, top + epochY, 'ink', {
        size: density.monoSize,
        anchor: 'end',
        isBold: true,
      }),
    );
  }
  if (labelWidth(isrWord) <= room) labels.push(isrWord);
  return labels;
}
