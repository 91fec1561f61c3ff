import { partitionColor, partitionLook, shapePath } from './partition-look.ts';

export interface PartitionGlyphProps {
  /** Index over all partitions of the cluster. */
  readonly index: number;
  /** Width and height in px. */
  readonly size?: number;
}

/** The mark of a partition for prose, lists and headers. Decoration: the name stands beside it. */
export function PartitionGlyph({ index, size = 12 }: PartitionGlyphProps) {
  const look = partitionLook(index);
  return (
    <svg
      viewBox="-6 -6 12 12"
      width={size}
      height={size}
      aria-hidden="true"
      className="inline-block shrink-0 align-[-0.1em]"
    >
      <path d={shapePath(look.shape, 4.6)} fill={partitionColor(look)} />
    </svg>
  );
}
