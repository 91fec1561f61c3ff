// How high a partition's row is and where its lines stand, in three steps: as the rows of a cluster become more, they
// shrink, and below the last step the picture scrolls.

export interface Density {
  /** Height of a row. */
  readonly pitch: number;
  /** From the row's top: baseline of the status line, top and height of the cells, baseline of the line below the
   * cells (-1 = none), middle of the channel. */
  readonly status: number;
  readonly cells: number;
  readonly cellHeight: number;
  readonly below: number;
  readonly rail: number;
  readonly channelHalf: number;
  /** Baselines of the row header: name, leaderEpoch, ISR; the last two share a line when equal. */
  readonly header: readonly [name: number, leaderEpoch: number, isr: number];
  readonly textSize: number;
  readonly monoSize: number;
  readonly cellSize: number;
}

export const DENSITIES: readonly Density[] = [
  {
    pitch: 104,
    status: 16,
    cells: 25,
    cellHeight: 23,
    below: 64,
    rail: 84,
    channelHalf: 9,
    header: [17, 38, 57],
    textSize: 11.5,
    monoSize: 10.5,
    cellSize: 9.5,
  },
  {
    pitch: 78,
    status: 12,
    cells: 19,
    cellHeight: 20,
    below: 51,
    rail: 66,
    channelHalf: 8,
    header: [13, 31, 48],
    textSize: 11,
    monoSize: 10,
    cellSize: 9.5,
  },
  {
    pitch: 48,
    status: 10,
    cells: 14,
    cellHeight: 14,
    below: -1,
    rail: 38,
    channelHalf: 6,
    header: [11, 27, 27],
    textSize: 9.5,
    monoSize: 9,
    cellSize: 8.5,
  },
];

/** The roomiest density in which `rows` rows fit into `height` px: the first two blend, else the last. */
export function densityFor(rows: number, height: number): Density {
  const [full, compact, dense] = DENSITIES as readonly [Density, Density, Density];
  if (rowsHeight(full, rows) <= height) return full;
  const least = rowsHeight(compact, rows);
  if (least > height) return dense;
  return blend(compact, full, (height - least) / (rowsHeight(full, rows) - least));
}

/** Between two densities whose lines do not overlap, none overlap either. */
function blend(from: Density, to: Density, share: number): Density {
  const between = (a: number, b: number) => Math.floor(a + (b - a) * share);
  return {
    pitch: between(from.pitch, to.pitch),
    status: between(from.status, to.status),
    cells: between(from.cells, to.cells),
    cellHeight: between(from.cellHeight, to.cellHeight),
    below: between(from.below, to.below),
    rail: between(from.rail, to.rail),
    channelHalf: from.channelHalf,
    header: [
      between(from.header[0], to.header[0]),
      between(from.header[1], to.header[1]),
      between(from.header[2], to.header[2]),
    ],
    textSize: from.textSize,
    monoSize: from.monoSize,
    cellSize: from.cellSize,
  };
}

/** Height of all rows: the last one ends shortly below its channel. */
export function rowsHeight(density: Density, rows: number): number {
  return rows === 0 ? 0 : (rows - 1) * density.pitch + density.rail + density.channelHalf + 6;
}
