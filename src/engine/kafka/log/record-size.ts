// How many bytes a record takes in a batch (format v2), and what the batch adds to them.
// [src: common/record/DefaultRecord.java: sizeInBytes; DefaultRecordBatch.java: RECORD_BATCH_OVERHEAD]

/** The header of every batch. */
export const RECORD_BATCH_OVERHEAD = 61;

/** Bits of a number's zigzag form that one byte holds. */
const BITS_PER_BYTE = 7;

/** Bytes of a number as a varint (zigzag). */
function varintBytes(n: number): number {
  let left = n < 0 ? -2 * n - 1 : 2 * n;
  let bytes = 1;
  while (left >= 1 << BITS_PER_BYTE) {
    left = Math.floor(left / (1 << BITS_PER_BYTE));
    bytes++;
  }
  return bytes;
}

/** A record without headers, the first of its batch. `keyBytes` -1: it has no key. */
export function recordBytes(keyBytes: number, valueBytes: number): number {
  const attributes = 1;
  const deltasAndHeaders = 3;
  const key = varintBytes(keyBytes) + Math.max(0, keyBytes);
  const body = attributes + deltasAndHeaders + key + varintBytes(valueBytes) + valueBytes;
  return varintBytes(body) + body;
}
