import { describe, expect, it } from 'vitest';
import { createRng, nextUint32 } from '../../base/rng.ts';
import { exponentialAt, nextRetransmit } from './latency.ts';

describe('latency', () => {
  it('draws exponential gaps with the right mean and the right share of long ones', () => {
    const rng = createRng(3, 'gaps');
    const n = 100_000;
    let sum = 0;
    let beyondTwo = 0;
    for (let i = 0; i < n; i++) {
      const gap = exponentialAt(nextUint32(rng), 1_000);
      sum += gap;
      if (gap > 2_000) beyondTwo++;
    }
    expect(Math.abs(sum / n - 1_000)).toBeLessThan(12);
    expect(Math.abs(beyondTwo / n - 0.1353)).toBeLessThan(0.006);
  });

  it('sends again after 200 ms, then twice as long each time', () => {
    expect(nextRetransmit(0, 1)).toBe(200_000);
    expect(nextRetransmit(0, 200_001)).toBe(600_000);
    expect(nextRetransmit(0, 1_500_000)).toBe(3_000_000);
  });
});
