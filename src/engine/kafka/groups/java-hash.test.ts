import { describe, expect, it } from 'vitest';
import file from '../../../../conformance/vectors/java-hashmap-order.json' with { type: 'json' };
import {
  javaBucket,
  javaHashOrder,
  javaStringHash,
  javaStringOrder,
  javaTopicPartitionHash,
} from './java-hash.ts';
import { compareUuid, javaUuidHash } from './uuid.ts';

describe('order of a HashMap, against java.util.HashMap of OpenJDK 17', () => {
  it('has all cases', () => expect(file.cases.length).toBe(8));

  it.each(file.cases.map((c, i) => [i, c] as const))('case %i', (_i, c) => {
    expect(javaStringOrder(c.insertedInOrder)).toEqual(c.hashMapIterationOrder);
  });

  it('doubles a small table when a bucket grows beyond eight entries', () => {
    // Nine hashes of bucket 0 in a table of 16; in one of 32 every second lands in bucket 16.
    const hashes = [0, 16, 32, 48, 64, 80, 96, 112, 128];
    expect(javaHashOrder(hashes, (h) => h)).toEqual([0, 32, 64, 96, 128, 16, 48, 80, 112]);
    expect(javaHashOrder(hashes.slice(0, 8), (h) => h)).toEqual(hashes.slice(0, 8));
  });
});

describe('hash codes', () => {
  it('wrap to 32 bits', () => {
    expect(javaStringHash('')).toBe(0);
    expect(javaStringHash('polygenelubricants')).toBe(-2147483648);
    // 31 * (31 + 7) + 'orders'.hashCode().
    expect(javaTopicPartitionHash('orders-7')).toBe((31 * 38 + javaStringHash('orders')) | 0);
    expect(javaBucket(-1, 16)).toBe(0);
  });

  it('of a Uuid mix its four words, which compare as signed numbers', () => {
    // org.apache.kafka.common.Uuid: ONE_UUID is (0, 1), METADATA_TOPIC_ID the same.
    expect(javaUuidHash('AAAAAAAAAAAAAAAAAAAAAQ')).toBe(1);
    // (-1, -1) sorts before (0, 0), and (0, 1) after it.
    expect(compareUuid('_____________________w', 'AAAAAAAAAAAAAAAAAAAAAA')).toBeLessThan(0);
    expect(compareUuid('AAAAAAAAAAAAAAAAAAAAAQ', 'AAAAAAAAAAAAAAAAAAAAAA')).toBeGreaterThan(0);
    expect(() => javaUuidHash('orders')).toThrow('a Uuid');
  });
});
