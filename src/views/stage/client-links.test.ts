import { describe, expect, it } from 'vitest';
import { clusterFixture, THREE_ZONES } from '../cluster-fixture.ts';
import { clientTrouble, troubleWords } from './client-links.ts';
import { stageLayout } from './stage-layout.ts';
import { shownLinks } from './stage-links.ts';

const slow = (broker: string, text = 'slow ×10') => ({ a: broker, b: 'order-service', text });
const ALL = [slow('b1'), slow('b2'), slow('b3')];

describe('links of clients', () => {
  it('are told broker by broker while some are whole', () => {
    const cluster = clusterFixture({ ...THREE_ZONES, cuts: [['b1', 'order-service']] });
    expect(clientTrouble(cluster, [], 'order-service')).toMatchObject({
      forms: ['cut from Broker 1', 'link cut', 'cut'],
      isCutOff: false,
      links: [{ a: 'order-service', b: 'b1', text: '' }],
    });
    expect(troubleWords(clusterFixture(), [slow('b2')], 'order-service')).toBe(', slow ×10 to Broker 2');
    expect(troubleWords(clusterFixture(), [slow('b2')], 'payments')).toBe('');
  });

  it('are told once when all are alike', () => {
    const trouble = clientTrouble(clusterFixture(), ALL, 'order-service');
    expect(trouble).toMatchObject({ forms: ['slow ×10 to every broker', 'slow ×10', 'slow'], links: [] });
    const cuts = ['b1', 'b2', 'b3'].map((broker): [string, string] => [broker, 'order-service']);
    const cutOff = clientTrouble(clusterFixture({ ...THREE_ZONES, cuts }), [], 'order-service');
    expect(cutOff).toMatchObject({ isCutOff: true, links: [] });
  });

  it('are drawn, up to a few', () => {
    const cluster = clusterFixture();
    expect(shownLinks(cluster, [slow('b1'), slow('b3')])).toHaveLength(2);
    expect(shownLinks(cluster, ALL)).toHaveLength(0);
    const size = { width: 993, height: 430 };
    const scene = stageLayout({ cluster, troubled: [slow('b1')], timeOfRow: () => 0, maxCells: 6 }, size);
    expect(scene.links).toMatchObject([{ a: 'order-service', b: 'b1', words: 'slow ×10' }]);
    expect(scene.spots.map((spot) => spot.name)).toContain('link order-service–Broker 1: slow ×10');
    const card = scene.nodes.find((node) => node.node === 'order-service');
    expect(card?.labels.map((label) => label.text)).toContain('slow ×10');
  });
});
