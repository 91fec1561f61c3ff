// Java's string hash and the iteration order of java.util.HashMap and HashSet. Kafka's assignors walk hash maps, so
// who gets which partition hangs on it.
// Simplification: a bucket of more than eight entries in a table of 64 or more stays a list; Java makes it a tree,
// whose iteration order may differ.

import { splitTopicPartition, type TopicPartition } from '../names.ts';

/** Capacity of a `new HashMap()` or `new HashSet()`. */
export const JAVA_DEFAULT_CAPACITY = 16;
/** A longer bucket doubles a table smaller than `JAVA_MIN_TREE_CAPACITY` (HashMap.TREEIFY_THRESHOLD). */
const JAVA_MAX_CHAIN = 8;
const JAVA_MIN_TREE_CAPACITY = 64;

/** String.hashCode: over UTF-16 units, as a signed 32-bit integer. */
export function javaStringHash(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(31, h) + text.charCodeAt(i)) | 0;
  return h;
}

/** TopicPartition.hashCode, signed 32 bits (org.apache.kafka.common.TopicPartition). */
export function javaTopicPartitionHash(tp: TopicPartition): number {
  const { topic, partition } = splitTopicPartition(tp);
  return (Math.imul(31, 31 + partition) + javaStringHash(topic)) | 0;
}

/** Bucket of a hash in a table of `capacity` (a power of two): HashMap.hash and HashMap.indexFor. */
export function javaBucket(hash: number, capacity: number): number {
  return (hash ^ (hash >>> 16)) & (capacity - 1);
}

/** Capacity of a table of `capacity` once it holds `size` entries: it doubles above three quarters. */
export function javaGrownCapacity(capacity: number, size: number): number {
  let grown = capacity;
  while (size > 0.75 * grown) grown *= 2;
  return grown;
}

/** Capacity of a `new HashSet((int) (size / 0.75f) + 1)`, which has room for `size` entries. */
export function javaSizedCapacity(size: number): number {
  let capacity = 1;
  while (capacity < Math.trunc(size / 0.75) + 1) capacity *= 2;
  return capacity;
}

/** Capacity that `new HashSet(collection)` starts with, for a collection of `size`. */
export function javaCollectionCapacity(size: number): number {
  return Math.max(javaSizedCapacity(size), JAVA_DEFAULT_CAPACITY);
}

/**
 * Iteration order of a HashMap or HashSet into which the distinct `items` were put in their order: buckets ascending,
 * inside a bucket in order of insertion (doubling keeps that order).
 */
export function javaHashOrder<T>(
  items: readonly T[],
  hash: (item: T) => number,
  initialCapacity: number = JAVA_DEFAULT_CAPACITY,
): T[] {
  const hashes = items.map(hash);
  const capacity = capacityAfterPuts(hashes, initialCapacity);
  const buckets: T[][] = Array.from({ length: capacity }, () => []);
  for (const [i, item] of items.entries()) buckets[javaBucket(hashes[i] as number, capacity)]?.push(item);
  return buckets.flat();
}

/** `javaHashOrder` of strings. */
export function javaStringOrder(items: readonly string[]): string[] {
  return javaHashOrder(items, javaStringHash);
}

/** `javaHashOrder` of integers: Integer.hashCode is the number itself. */
export function javaIntegerOrder(items: readonly number[], initialCapacity: number): number[] {
  return javaHashOrder(items, (item) => item, initialCapacity);
}

function capacityAfterPuts(hashes: readonly number[], initialCapacity: number): number {
  let capacity = initialCapacity;
  let chains = chainLengths(hashes, 0, capacity);
  for (let size = 1; size <= hashes.length; size++) {
    const bucket = javaBucket(hashes[size - 1] as number, capacity);
    const length = (chains[bucket] ?? 0) + 1;
    chains[bucket] = length;
    let grown = capacity;
    if (length > JAVA_MAX_CHAIN && capacity < JAVA_MIN_TREE_CAPACITY) grown *= 2;
    grown = javaGrownCapacity(grown, size);
    if (grown === capacity) continue;
    capacity = grown;
    chains = chainLengths(hashes, size, capacity);
  }
  return capacity;
}

function chainLengths(hashes: readonly number[], count: number, capacity: number): number[] {
  const chains = new Array<number>(capacity).fill(0);
  for (let i = 0; i < count; i++) {
    const bucket = javaBucket(hashes[i] as number, capacity);
    chains[bucket] = (chains[bucket] ?? 0) + 1;
  }
  return chains;
}
