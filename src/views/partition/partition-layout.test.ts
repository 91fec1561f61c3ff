import { describe, expect, it } from 'vitest';
import type { ClusterView, PartitionView } from '../../engine/kafka/views.ts';
import { clusterFixture, THREE_ZONES } from '../cluster-fixture.ts';
import type { FaultyLink } from '../stage/stage-links.ts';
import { partitionRows } from './partition-layout.ts';

function rowsOf(cluster: ClusterView, troubled: readonly FaultyLink[] = []) {
  return partitionRows(cluster, troubled, cluster.partitions[0] as PartitionView, () => 12_000_000);
}

describe('partitionRows', () => {
  it('puts all logs on one scale', () => {
    const rows = rowsOf(clusterFixture());
    expect(rows.map((row) => row.end)).toEqual([1, 1, 1]);
    expect(rows.map((row) => row.lastOffset)).toEqual([446, 446, 446]);
    expect(rows.map((row) => row.link)).toEqual(['self', 'open', 'open']);
  });

  it('says what a dead replica lacks and since when it is down', () => {
    const [dead] = rowsOf(clusterFixture({ ...THREE_ZONES, down: 0, isFenced: true }));
    expect(dead).toMatchObject({
      isDown: true,
      link: 'none',
      missing: '223 missing',
      note: { text: 'fenced, down since 12.0 s', tone: 'fault' },
    });
    expect(dead?.end).toBeCloseTo(224 / 447);
  });

  it('shows a cut link to the leader', () => {
    const rows = rowsOf(clusterFixture({ ...THREE_ZONES, cuts: [['b1', 'b2']] }));
    expect(rows[1]).toMatchObject({ link: 'cut', note: { text: 'link cut', tone: 'fault' } });
    expect(rows[2]?.link).toBe('open');
  });

  it('shows a slow or lossy link to the leader', () => {
    const rows = rowsOf(clusterFixture(), [{ a: 'b1', b: 'b3', text: 'slow ×10' }]);
    expect(rows[2]).toMatchObject({ link: 'trouble', note: { text: 'link slow ×10', tone: 'fault' } });
    expect(rows[2]?.sentence).toContain('link slow ×10');
    expect(rows[1]?.link).toBe('open');
  });
});
