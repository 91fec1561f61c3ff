// Colour and shape of a partition: the same in every diagram, list and sentence. Six colours, each with a shape of its
// own; from the seventh partition on the shapes move on by one, so that 36 partitions look different.

export type Shape = 'circle' | 'square' | 'triangle' | 'wedge' | 'pentagon' | 'cross';

export interface PartitionLook {
  /** 0 … 5: the tokens --color-p0, --color-p0-text, --color-p0-soft, … */
  readonly color: number;
  readonly shape: Shape;
}

const SHAPES: readonly Shape[] = ['circle', 'square', 'triangle', 'wedge', 'pentagon', 'cross'];
export const PARTITION_COLORS = 6;

/** The look of the partition with this index over all partitions of the cluster. */
export function partitionLook(index: number): PartitionLook {
  const color = index % PARTITION_COLORS;
  const round = Math.floor(index / PARTITION_COLORS);
  return { color, shape: SHAPES[(color + round) % SHAPES.length] ?? 'circle' };
}

/** CSS colour of a partition: the mark itself, its small text, or a soft band. */
export function partitionColor(look: PartitionLook, tone: 'mark' | 'text' | 'soft' = 'mark'): string {
  return `var(--color-p${look.color}${tone === 'mark' ? '' : `-${tone}`})`;
}

/** Outline of a shape around (0, 0) as SVG path data; all shapes look about as large as a circle of radius r. */
export function shapePath(shape: Shape | 'diamond', r: number): string {
  switch (shape) {
    case 'circle':
      return `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
    case 'square':
      return polygon([-0.9, -0.9, 0.9, -0.9, 0.9, 0.9, -0.9, 0.9], r);
    case 'triangle':
      return polygon([0, -1.15, 1.15, 0.85, -1.15, 0.85], r);
    case 'wedge':
      return polygon([0, 1.15, 1.15, -0.85, -1.15, -0.85], r);
    case 'pentagon':
      return polygon([0, -1.12, 1.07, -0.35, 0.66, 0.91, -0.66, 0.91, -1.07, -0.35], r);
    case 'cross':
      return polygon(
        [
          -0.4, -1.1, 0.4, -1.1, 0.4, -0.4, 1.1, -0.4, 1.1, 0.4, 0.4, 0.4, 0.4, 1.1, -0.4, 1.1, -0.4, 0.4,
          -1.1, 0.4, -1.1, -0.4, -0.4, -0.4,
        ],
        r,
      );
    case 'diamond':
      return polygon([0, -1.15, 1.15, 0, 0, 1.15, -1.15, 0], r);
  }
}

function polygon(unit: readonly number[], r: number): string {
  let path = '';
  for (let i = 0; i < unit.length; i += 2) {
    path += `${i === 0 ? 'M' : 'L'}${round((unit[i] ?? 0) * r)},${round((unit[i + 1] ?? 0) * r)}`;
  }
  return `${path}Z`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
