import { expect, it } from 'vitest';
import { recordBytes } from './record-size.ts';

// Executed: DefaultRecord.sizeInBytes(0, 0, key, value, no headers) of kafka-clients 4.3.1.
it.each([
  [-1, 2, 9],
  [0, 0, 7],
  [1, 2, 10],
  [-1, 55, 62],
  [-1, 56, 63],
  [-1, 57, 64],
  [10, 63, 81],
  [10, 64, 83],
  [70, 8000, 8080],
  [-1, 8192, 8203],
  [-1, 400, 409],
])('a record with a key of %i bytes and a value of %i takes %i', (key, value, size) => {
  expect(recordBytes(key, value)).toBe(size);
});
