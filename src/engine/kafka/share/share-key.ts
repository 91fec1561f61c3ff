// How a share-partition is named in a broker's memory. On its own, so that queries, which the page needs at once, can name
// one without the network client that the memory is made of.

import type { TopicPartition } from '../names.ts';

/** Key of a share-partition. */
export function shareKey(group: string, tp: TopicPartition): string {
  return `${group}:${tp}`;
}
