// Where a scripted record goes when the application says it.

import type { ProducerScript } from './producer-state.ts';

/** The partition that the i-th record names or its key decides, -1 = the partitioner chooses. */
export function scriptedPartition(script: ProducerScript, i: number, count: number): number {
  const { partitions, keyHashes } = script;
  if (partitions.length > 0) return partitions[i % partitions.length] as number;
  return keyHashes.length === 0 ? -1 : (keyHashes[i % keyHashes.length] as number) % count;
}

/** send() waits until metadata names the topic, and every partition that the application names. */
export function needsMetadata(script: ProducerScript, count: number): boolean {
  return script.partitions.some((partition) => partition >= count);
}
