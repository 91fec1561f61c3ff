import { describe, expect, it } from 'vitest';
import { LINK_LATENCY, SERVICE_TIME } from './latency.ts';
import { drawnAt, quantileAt } from './quantiles.ts';

describe('quantiles', () => {
  it('hits its quantiles', () => {
    const table = LINK_LATENCY.crossZone;
    expect(quantileAt(table, 0.5)).toBe(table.p50);
    expect(quantileAt(table, 0.99)).toBe(table.p99);
    expect(quantileAt(table, 0.999999)).toBeLessThanOrEqual(table.max);
    expect(quantileAt(table, 0)).toBe(table.p50 * 0.6);
  });

  it('draws what the table says, at every one of the 65,536 places of every table', () => {
    for (const table of [...Object.values(LINK_LATENCY), SERVICE_TIME]) {
      const wrong: number[] = [];
      for (let bits = 0; bits < 65_536; bits++) {
        if (drawnAt(table, bits) !== quantileAt(table, bits / 65_536)) wrong.push(bits);
      }
      expect(wrong).toEqual([]);
    }
  });
});
