// Where a scripted record goes when the application says it.

import type { ProducerScript } from './producer-state.ts';

/** The partition that a record of the script names or its key decides, -1 = the partitioner chooses. */
export function scriptedPartition(script: ProducerScript, key: number, count: number): number {
  if (script.partition !== -1) return script.partition;
  return key === -1 ? -1 : (script.keyHashes[key] as number) % count;
}
