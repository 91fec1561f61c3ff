// Kafka's Uuid (topic ids, member ids of the new protocols): 16 bytes written as 22 characters of base64url.

import { assert } from '../../../base/assert.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const TEXT_LENGTH = 22;

/** The four 32-bit words of a Uuid, most significant first, as signed integers. */
type UuidWords = [number, number, number, number];

function parseUuid(text: string): UuidWords {
  assert(text.length === TEXT_LENGTH, `a Uuid of ${TEXT_LENGTH} characters of base64url, not "${text}"`);
  const words: UuidWords = [0, 0, 0, 0];
  for (let i = 0; i < TEXT_LENGTH; i++) {
    const six = ALPHABET.indexOf(text.charAt(i));
    assert(six >= 0, `a Uuid in base64url, not "${text}"`);
    for (let bit = 0; bit < 6; bit++) {
      const position = i * 6 + bit;
      // The last four bits of the 132 are padding.
      if (position >= 128) break;
      const word = position >> 5;
      if ((six >> (5 - bit)) & 1) words[word] = (words[word] as number) | (1 << (31 - (position & 31)));
    }
  }
  return words;
}

/** Uuid.hashCode, signed 32 bits (org.apache.kafka.common.Uuid). Throws on what is not a Uuid. */
export function javaUuidHash(text: string): number {
  const [a, b, c, d] = parseUuid(text);
  return a ^ c ^ b ^ d;
}

/** Uuid.compareTo: both halves as signed 64-bit integers. Negative, 0 or positive. */
export function compareUuid(left: string, right: string): number {
  const a = parseUuid(left);
  const b = parseUuid(right);
  // Within a signed 64-bit number the high word is compared signed, the low one unsigned.
  return a[0] - b[0] || (a[1] >>> 0) - (b[1] >>> 0) || a[2] - b[2] || (a[3] >>> 0) - (b[3] >>> 0);
}
