// The bare measure that the engine is compared with: Vaucher and Duval's hold model on a plain object heap. Take the
// earliest entry, put one back later; nothing else happens.

import { type HeapEntry, heapPop, heapPush } from '../../base/heap.ts';
import { createRng, nextUint32 } from '../../base/rng.ts';
import { cpuSeconds } from './figures.ts';

/** Operations per second of a hold loop of `operations` steps over a heap of `size` entries. */
export function holdLoop(size: number, operations: number): number {
  const rng = createRng(1, 'hold');
  const heap: HeapEntry[] = [];
  let seq = 0;
  for (; seq < size; seq++) heapPush(heap, { at: nextUint32(rng) % 1_000_000, seq });
  const start = cpuSeconds();
  for (let i = 0; i < operations; i++) {
    const entry = heapPop(heap) as HeapEntry;
    heapPush(heap, { at: entry.at + (nextUint32(rng) % 1_000_000), seq: seq++ });
  }
  return operations / (cpuSeconds() - start);
}
