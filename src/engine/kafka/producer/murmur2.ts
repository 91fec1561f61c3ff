// The hash that decides which partition a key belongs to: murmur2, 32 bit, as Kafka's clients compute it.
// [src: common/utils/Utils.java : murmur2, toPositive]

const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

/** murmur2 of some bytes, as a signed 32-bit integer. */
export function murmur2(bytes: ArrayLike<number>): number {
  const length = bytes.length;
  let h = (SEED ^ length) | 0;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k =
      ((bytes[i] as number) & 0xff) |
      (((bytes[i + 1] as number) & 0xff) << 8) |
      (((bytes[i + 2] as number) & 0xff) << 16) |
      (((bytes[i + 3] as number) & 0xff) << 24);
    k = Math.imul(k, M);
    k ^= k >>> R;
    k = Math.imul(k, M);
    h = Math.imul(h, M) ^ k;
  }
  const rest = length & 3;
  if (rest >= 3) h ^= ((bytes[whole + 2] as number) & 0xff) << 16;
  if (rest >= 2) h ^= ((bytes[whole + 1] as number) & 0xff) << 8;
  if (rest >= 1) {
    h ^= (bytes[whole] as number) & 0xff;
    h = Math.imul(h, M);
  }
  h ^= h >>> 13;
  h = Math.imul(h, M);
  h ^= h >>> 15;
  return h | 0;
}

/** Hash of the scenario's key number `index`, `key-<index>`, with the sign bit cleared. */
export function hashOfKey(index: number): number {
  return hashOfText(`key-${index}`);
}

/** Hash of a key that a StringSerializer wrote (UTF-8), with the sign bit cleared. */
export function hashOfText(key: string): number {
  return murmur2(utf8(key)) & 0x7fffffff;
}

/** Bytes of a text; a surrogate without its partner becomes '?', as in Java. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i) as number;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code >= 0xd800 && code <= 0xdfff) bytes.push(63);
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else {
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
      i++;
    }
  }
  return bytes;
}
