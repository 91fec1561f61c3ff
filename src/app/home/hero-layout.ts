// Where everything of the home page's run stands: zones as columns, on a narrow page as rows. Pure: facts and a width
// in, boxes and texts out.

/** One broker and its replica, as the picture shows it. */
export interface HeroBroker {
  readonly node: string;
  readonly id: number;
  readonly zone: string;
  readonly isDown: boolean;
  /** When it went down, µs, -1 while it is up. */
  readonly downSince: number;
  readonly isLeader: boolean;
  /** It led when it went down, and the metadata may still say so. */
  readonly wasLeader: boolean;
  readonly isInIsr: boolean;
  readonly highWatermark: number;
  readonly logEndOffset: number;
}

/** The controller named another leader. */
export interface HeroHandover {
  /** "C3" */
  readonly controller: string;
  /** Broker ids. */
  readonly from: number;
  readonly to: number;
  /** µs */
  readonly at: number;
}

/** What the picture is made from. */
export interface HeroFacts {
  readonly t: number;
  readonly tp: string;
  readonly producer: string;
  readonly consumer: string;
  readonly position: number;
  readonly brokers: readonly HeroBroker[];
  /** Last offset that the leader has. */
  readonly leaderEnd: number;
  /** Id of the active controller, -1 without one, and its zone. */
  readonly controller: number;
  readonly controllerZone: string;
  /** The last one, while the former leader is away. */
  readonly handover?: HeroHandover | undefined;
}

/** The way of the lead from one zone to another, above them. */
export interface HeroArc {
  readonly path: string;
  readonly head: string;
  /** Where its words are centred. */
  readonly label: readonly [x: number, y: number];
}

export interface HeroCell {
  readonly x: number;
  readonly offset: number;
  readonly isCommitted: boolean;
}

export interface HeroCard {
  readonly broker: HeroBroker;
  readonly zoneBox: Box;
  readonly box: Box;
  readonly cells: readonly HeroCell[];
  readonly cellY: number;
  readonly cellSize: number;
  /** x of the bar at the high watermark. */
  readonly barX: number;
  /** One line on its state. */
  readonly note: string;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface HeroScene {
  readonly width: number;
  readonly height: number;
  readonly isRows: boolean;
  readonly cards: readonly HeroCard[];
  readonly producer: Box | undefined;
  readonly consumer: Box | undefined;
  /** Where a message at a node's end of the rail stands. */
  readonly stops: Readonly<Record<string, readonly [x: number, y: number]>>;
  readonly rail: readonly (readonly [x: number, y: number])[];
  /** Undefined where there is no room above the zones. */
  readonly arc: HeroArc | undefined;
}

const CELLS = 6;
const GAP = 14;
const CLIENT_WIDTH = 122;
const CLIENT_GAP = 24;
/** Narrower than this, zones are rows. */
const ROWS_BELOW = 640;

/** The scene for a width. */
export function heroLayout(facts: HeroFacts, width: number): HeroScene {
  return width < ROWS_BELOW ? rowsLayout(facts, width) : columnsLayout(facts, width);
}

function columnsLayout(facts: HeroFacts, width: number): HeroScene {
  const side = CLIENT_WIDTH + CLIENT_GAP;
  const count = Math.max(1, facts.brokers.length);
  const zoneWidth = (width - 2 * side - GAP * (count - 1)) / count;
  const railY = 176;
  const cards = facts.brokers.map((broker, i) => {
    const zoneBox = { x: side + i * (zoneWidth + GAP), y: 36, width: zoneWidth, height: 158 };
    const box = { x: zoneBox.x + 10, y: 64, width: zoneWidth - 20, height: 94 };
    return cardOf(facts, broker, zoneBox, box, box.x + 12, 98, Math.min(28, (box.width - 34) / CELLS));
  });
  const stops: Record<string, readonly [number, number]> = {};
  for (const card of cards) stops[card.broker.node] = [card.box.x + card.box.width / 2, railY];
  stops[facts.producer] = [CLIENT_WIDTH + 10, railY];
  stops[facts.consumer] = [width - CLIENT_WIDTH - 10, railY];
  return {
    width,
    height: 202,
    isRows: false,
    cards,
    producer: { x: 0, y: 82, width: CLIENT_WIDTH, height: 58 },
    consumer: { x: width - CLIENT_WIDTH, y: 82, width: CLIENT_WIDTH, height: 58 },
    stops,
    rail: [
      [CLIENT_WIDTH, 111],
      [CLIENT_WIDTH + 14, 111],
      [CLIENT_WIDTH + 14, railY],
      [width - CLIENT_WIDTH - 14, railY],
      [width - CLIENT_WIDTH - 14, 111],
      [width - CLIENT_WIDTH, 111],
    ],
    arc: arcOf(facts, cards, width),
  };
}

/** Half the width of the arc's words. */
const ARC_WORDS = 128;

function arcOf({ handover }: HeroFacts, cards: readonly HeroCard[], width: number): HeroArc | undefined {
  const from = cards.find((card) => card.broker.id === handover?.from);
  const to = cards.find((card) => card.broker.id === handover?.to);
  if (from === undefined || to === undefined) return undefined;
  const [x1, x2] = [from, to].map(({ box }) => box.x + box.width - 37) as [number, number];
  const [top, foot] = [24, to.zoneBox.y - 2];
  const bend = 6 * Math.sign(x2 - x1);
  const middle = Math.min(width - ARC_WORDS, Math.max(ARC_WORDS, (x1 + x2) / 2));
  return {
    path: `M${x1},${foot}V${top + 6}Q${x1},${top} ${x1 + bend},${top}H${x2 - bend}Q${x2},${top} ${x2},${top + 6}V${foot - 3}`,
    head: `M${x2 - 4},${foot - 5}L${x2},${foot}L${x2 + 4},${foot - 5}`,
    label: [middle, 13],
  };
}

function rowsLayout(facts: HeroFacts, width: number): HeroScene {
  const rowHeight = 116;
  const railX = 10;
  const cards = facts.brokers.map((broker, i) => {
    const zoneBox = { x: 24, y: i * (rowHeight + 8), width: width - 24, height: rowHeight };
    const box = { x: 32, y: zoneBox.y + 26, width: width - 40, height: rowHeight - 34 };
    return cardOf(
      facts,
      broker,
      zoneBox,
      box,
      box.x + 10,
      box.y + 30,
      Math.min(32, (box.width - 24) / CELLS),
    );
  });
  const stops: Record<string, readonly [number, number]> = {};
  for (const card of cards) stops[card.broker.node] = [railX, card.box.y + 42];
  const first = cards[0];
  const last = cards.at(-1);
  const height = (last?.zoneBox.y ?? 0) + rowHeight;
  stops[facts.producer] = [railX, 0];
  stops[facts.consumer] = [railX, height];
  return {
    width,
    height,
    isRows: true,
    cards,
    producer: undefined,
    consumer: undefined,
    stops,
    rail:
      first === undefined || last === undefined
        ? []
        : [
            [railX, 0],
            [railX, height],
          ],
    arc: undefined,
  };
}

function cardOf(
  facts: HeroFacts,
  broker: HeroBroker,
  zoneBox: Box,
  box: Box,
  x: number,
  cellY: number,
  pitch: number,
): HeroCard {
  // The living share one window of offsets, so that a missing record is a gap; the dead show their own last ones.
  const end = broker.isDown
    ? broker.logEndOffset
    : Math.max(CELLS, ...facts.brokers.filter((one) => !one.isDown).map((one) => one.logEndOffset));
  const from = Math.max(0, end - CELLS);
  const cells: HeroCell[] = [];
  for (let offset = from; offset < broker.logEndOffset; offset++) {
    cells.push({
      x: x + (offset - from) * pitch,
      offset,
      isCommitted: broker.isDown || offset < broker.highWatermark,
    });
  }
  const bar = Math.min(Math.max(broker.highWatermark - from, 0), CELLS);
  return {
    broker,
    zoneBox,
    box,
    cells,
    cellY,
    cellSize: pitch - 2,
    barX: x + bar * pitch - 1,
    note: noteOf(facts, broker),
  };
}

/** One line on what the broker's log waits for. Times are left to the component, which formats them. */
export function noteOf(facts: HeroFacts, broker: HeroBroker): string {
  if (broker.isDown) return broker.wasLeader ? 'unreachable' : 'down';
  const waiting = broker.logEndOffset - broker.highWatermark;
  if (broker.isLeader) {
    if (waiting === 0) return 'all copied';
    return waiting === 1 ? `${broker.highWatermark} waits for a copy` : `${waiting} wait for a copy`;
  }
  const missing = facts.leaderEnd - broker.logEndOffset;
  if (missing > 0)
    return missing === 1 ? `${broker.logEndOffset} is not here yet` : `${missing} are not here yet`;
  return broker.isInIsr ? 'in sync' : 'catching up';
}

/** Where a message stands on the rail, `share` of its way done. */
export function heroDot(
  scene: HeroScene,
  from: string,
  to: string,
  share: number,
): readonly [x: number, y: number] | undefined {
  const a = scene.stops[from];
  const b = scene.stops[to];
  if (a === undefined || b === undefined) return undefined;
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}
