import { describe, expect, it } from 'vitest';
import { type Box, type HeroBroker, type HeroFacts, heroDot, heroLayout } from './hero-layout.ts';

function broker(id: number, extra: Partial<HeroBroker> = {}): HeroBroker {
  return {
    node: `b${id}`,
    id,
    zone: 'abc'[id - 1] ?? 'a',
    isDown: false,
    downSince: -1,
    isLeader: id === 2,
    wasLeader: false,
    isInIsr: true,
    highWatermark: 244,
    logEndOffset: 244,
    ...extra,
  };
}

function facts(brokers: HeroBroker[]): HeroFacts {
  return {
    t: 0,
    tp: 'orders-0',
    producer: 'p',
    consumer: 'c',
    position: 244,
    brokers,
    leaderEnd: 245,
    controller: 1003,
    controllerZone: 'c',
  };
}

const inside = (inner: Box, outer: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

describe('the home page picture', () => {
  it('leads the way of the lead above the zones, where there is room', () => {
    const handover = { controller: 'C3', from: 2, to: 1, at: 11_800_000 };
    const made = { ...facts([broker(1), broker(2), broker(3)]), handover };
    const { arc, cards } = heroLayout(made, 720);
    expect(arc?.label[0]).toBeGreaterThanOrEqual(128);
    expect(arc?.path.startsWith(`M${(cards[1]?.box.x ?? 0) + (cards[1]?.box.width ?? 0) - 37},`)).toBe(true);
    expect(heroLayout(made, 358).arc).toBeUndefined();
    expect(heroLayout(facts([broker(1)]), 720).arc).toBeUndefined();
  });

  it.each([320, 358, 640, 720, 960, 1200])('keeps everything in its box at %i px', (width) => {
    const scene = heroLayout(facts([broker(1), broker(2, { logEndOffset: 245 }), broker(3)]), width);
    const all = { x: 0, y: 0, width, height: scene.height };
    for (const card of scene.cards) {
      expect(inside(card.zoneBox, all)).toBe(true);
      expect(inside(card.box, card.zoneBox)).toBe(true);
      for (const cell of card.cells) {
        expect(
          inside({ x: cell.x, y: card.cellY, width: card.cellSize, height: card.cellSize }, card.box),
        ).toBe(true);
      }
    }
    expect(scene.isRows).toBe(width < 640);
  });

  it('shows one window of offsets for the living and the own end for the dead', () => {
    const dead = broker(2, {
      isDown: true,
      wasLeader: true,
      isLeader: false,
      logEndOffset: 150,
      highWatermark: 150,
    });
    const scene = heroLayout(facts([broker(1, { logEndOffset: 245, isLeader: true }), dead, broker(3)]), 960);
    expect(scene.cards.map((card) => card.cells.map((cell) => cell.offset))).toEqual([
      [239, 240, 241, 242, 243, 244],
      [144, 145, 146, 147, 148, 149],
      [239, 240, 241, 242, 243],
    ]);
    expect(scene.cards.map((card) => card.note)).toEqual([
      '244 waits for a copy',
      'unreachable',
      '244 is not here yet',
    ]);
    expect(scene.cards[0]?.cells.at(-1)?.isCommitted).toBe(false);
  });

  it('draws a message between the two ends of its way, and none for a node that is not there', () => {
    const scene = heroLayout(facts([broker(1), broker(2), broker(3)]), 960);
    const [from] = heroDot(scene, 'b2', 'b3', 0) ?? [0];
    const [to] = heroDot(scene, 'b2', 'b3', 1) ?? [0];
    const [mid] = heroDot(scene, 'b2', 'b3', 0.5) ?? [0];
    expect(mid).toBeCloseTo((from + to) / 2);
    expect(heroDot(scene, 'b2', 'c1', 0.5)).toBeUndefined();
  });
});
