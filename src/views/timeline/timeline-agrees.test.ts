// The lanes are read from the trace, the diagram from the world: both must tell the same story at any moment.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kafkaEvents } from '../../engine/kafka/events.ts';
import { clusterView, ledgerView } from '../../engine/kafka/queries.ts';
import { kernelEvents } from '../../engine/kernel/events.ts';
import { parseScenarioText } from '../../engine/scenario/parse-text.ts';
import { recordScenario } from '../../engine/scenario/record.ts';
import { PACE } from '../../player/pace-table.ts';
import { createTimelineData, extendTimelineData } from './timeline-data.ts';

const FOLDER = join(import.meta.dirname, '../../../content/scenarios');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
const MOMENTS = 60;

const at = <S extends { from: number; to: number }>(spans: readonly S[], t: number) =>
  spans.findLast((span) => span.from <= t && t < span.to);

describe('timeline and world', () => {
  it('has scenarios to compare', () => expect(FILES.length).toBeGreaterThan(3));

  for (const file of FILES) {
    it(`agree about ${file}`, () => {
      const parsed = parseScenarioText(readFileSync(join(FOLDER, file), 'utf8'));
      if (!parsed.ok) throw new Error(`${file} is not valid`);
      const recording = recordScenario(parsed.scenario);
      recording.extendTo(recording.end);
      const cluster = structuredClone(clusterView(recording.frameAt(0).world));
      let looks = 0;
      const data = createTimelineData({
        end: recording.end,
        cluster,
        describe: (t) => {
          looks += 1;
          return structuredClone(clusterView(recording.frameAt(t).world));
        },
      });
      extendTimelineData(data, recording.events as never);
      // Looking elsewhere in the run is dear: only for partitions that are made in it and drawn.
      expect(looks).toBeLessThanOrEqual(data.partitions.list.length - cluster.partitions.length);
      for (let i = 1; i <= MOMENTS; i++) {
        const t = Math.floor((recording.end * i) / MOMENTS) - 1;
        const { world } = recording.frameAt(t);
        const view = clusterView(world);
        for (const partition of view.partitions) {
          const lanes = data.partitions.byName.get(partition.tp);
          const leader = at(lanes?.leaders ?? [], t);
          const where = `${file} ${partition.tp} at ${t / 1e6} s`;
          expect(`${where}: ${leader?.leader} epoch ${leader?.leaderEpoch}`).toBe(
            `${where}: ${partition.leader} epoch ${partition.leaderEpoch}`,
          );
          expect(`${where}: ${at(lanes?.isr ?? [], t)?.isr}`).toBe(
            `${where}: ${[...partition.isr].sort((a, b) => a - b)}`,
          );
          expect(`${where}: ${at(lanes?.underMin ?? [], t) !== undefined}`).toBe(
            `${where}: ${partition.isUnderMinIsr}`,
          );
          const node = view.brokers.find((broker) => broker.id === partition.leader)?.node ?? '';
          const isSilent = at(data.faults.silent.get(node) ?? [], t) !== undefined;
          expect(`${where}: available ${partition.leader >= 0 && !isSilent}`).toBe(
            `${where}: available ${partition.isAvailable}`,
          );
        }
      }
      const end = ledgerView(recording.frameAt(recording.end).world);
      expect(data.rates.acknowledged.reduce((sum, n) => sum + (n ?? 0), 0)).toBe(end.acknowledged);
      expect(data.rates.current).toBe(end.lag);
    });
  }

  it('knows every kind of event that the table of pace names', () => {
    const kinds = { ...kernelEvents, ...kafkaEvents };
    for (const type of Object.keys(PACE)) expect(Object.hasOwn(kinds, type), type).toBe(true);
  });
});
