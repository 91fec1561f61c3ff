// A small coder for saved worlds: Lempel-Ziv references, then Huffman codes over literals, lengths and distances, in the
// manner of Deflate but with a window over the whole text. Deflate itself would be a dependency of the engine.
// [RFC 1951, simplified: one block, lengths and distances in one scheme of buckets]

import { codeLengths, codesOf, decodingTable, MAX_BITS } from './huffman.ts';

const HASH_BITS = 15;
const MIN_MATCH = 4;
/** Earlier places that are tried for a match. */
const TRIES = 6;
/** Good enough to stop looking. */
const NICE_MATCH = 64;

/** Symbols 0 … 255 are bytes; from here on they are buckets of match lengths. */
const FIRST_LENGTH = 256;
const BUCKETS = 56;
const SYMBOLS = FIRST_LENGTH + BUCKETS;

function textBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) throw new Error('Faultline: only Latin-1 text can be packed');
    bytes[i] = code;
  }
  return bytes;
}

/** Text as Latin-1; other characters as JSON escapes, which mean the same inside JSON. */
export function toLatin1Json(json: string): string {
  let isPlain = true;
  for (let i = 0; i < json.length && isPlain; i++) isPlain = json.charCodeAt(i) <= 0xff;
  if (isPlain) return json;
  let out = '';
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    out += code <= 0xff ? json[i] : `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return out;
}

function hashAt(b: Uint8Array, i: number): number {
  const word =
    (b[i] as number) |
    ((b[i + 1] as number) << 8) |
    ((b[i + 2] as number) << 16) |
    ((b[i + 3] as number) << 24);
  return Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
}

/** Numbers below 4 have a bucket each; above, two buckets per power of two, and the rest in plain bits. */
function bucketOf(v: number): number {
  if (v < 4) return v;
  const top = 31 - Math.clz32(v);
  return 2 * top + ((v >>> (top - 1)) & 1);
}

/** Plain bits behind a bucket. */
function extraBits(bucket: number): number {
  return bucket < 4 ? 0 : (bucket >> 1) - 1;
}

function lowestOf(bucket: number): number {
  return bucket < 4 ? bucket : (2 | (bucket & 1)) << ((bucket >> 1) - 1);
}

/** Length of the common stretch at two places, 0 when it cannot be longer than `atLeast`. */
function matchLength(b: Uint8Array, x: number, y: number, atLeast: number): number {
  const n = b.length;
  if (y + atLeast >= n || b[x + atLeast] !== b[y + atLeast]) return 0;
  let length = 0;
  while (y + length < n && b[x + length] === b[y + length]) length++;
  return length;
}

/** Where the same four bytes stood before: newest place by hash, and for each place the one before it. */
class Places {
  private readonly heads = new Int32Array(1 << HASH_BITS).fill(-1);
  private readonly earlier: Int32Array;
  private readonly input: Uint8Array;
  /** Distance of the last match found. */
  distance = 0;

  constructor(input: Uint8Array) {
    this.input = input;
    this.earlier = new Int32Array(input.length);
  }

  enter(i: number): void {
    if (i + MIN_MATCH > this.input.length) return;
    const h = hashAt(this.input, i);
    this.earlier[i] = this.heads[h] as number;
    this.heads[h] = i;
  }

  /** Length of the best match at `i` that is longer than `atLeast`, 0 for none. */
  find(i: number, atLeast: number): number {
    if (i + MIN_MATCH > this.input.length) return 0;
    let best = atLeast;
    let candidate = this.heads[hashAt(this.input, i)] as number;
    for (let tries = TRIES; candidate >= 0 && tries > 0 && best < NICE_MATCH; tries--) {
      const length = matchLength(this.input, candidate, i, best);
      if (length > best) {
        best = length;
        this.distance = i - candidate;
      }
      candidate = this.earlier[candidate] as number;
    }
    return best > atLeast ? best : 0;
  }
}

/** What a text is made of: steps, each a literal (-1 - byte) or the length of a match, with its distance. */
interface Steps {
  readonly what: Int32Array;
  readonly distance: Int32Array;
  count: number;
}

function stepsOf(input: Uint8Array): Steps {
  const n = input.length;
  const steps: Steps = { what: new Int32Array(n), distance: new Int32Array(n), count: 0 };
  const places = new Places(input);
  for (let i = 0; i < n; ) {
    const length = places.find(i, MIN_MATCH - 1);
    const { distance } = places;
    places.enter(i);
    // A longer match that begins one byte later is worth a literal.
    if (length === 0 || (length < NICE_MATCH && places.find(i + 1, length) > 0)) {
      steps.what[steps.count++] = -1 - (input[i] as number);
      i++;
      continue;
    }
    steps.distance[steps.count] = distance;
    steps.what[steps.count++] = length;
    for (let k = i + 1; k < i + length; k++) places.enter(k);
    i += length;
  }
  return steps;
}

/** Writes bits, lowest first. */
class BitWriter {
  bytes = new Uint8Array(1024);
  private length = 0;
  private held = 0;
  private count = 0;

  write(value: number, bits: number): void {
    this.held |= value << this.count;
    this.count += bits;
    while (this.count >= 8) {
      if (this.length === this.bytes.length) this.grow();
      this.bytes[this.length++] = this.held & 0xff;
      this.held >>>= 8;
      this.count -= 8;
    }
  }

  /** Numbers of more than 16 bits do not fit beside what is held. */
  writeLong(value: number, bits: number): void {
    if (bits > 16) {
      this.write(value & 0xffff, 16);
      this.write(value >>> 16, bits - 16);
    } else this.write(value, bits);
  }

  private grow(): void {
    const bigger = new Uint8Array(this.bytes.length * 2);
    bigger.set(this.bytes);
    this.bytes = bigger;
  }

  finish(): Uint8Array {
    this.write(0, 7);
    return this.bytes.slice(0, this.length);
  }
}

/** Reads what a BitWriter wrote. */
class BitReader {
  private readonly bytes: Uint8Array;
  private at = 0;
  private held = 0;
  private count = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  read(bits: number): number {
    while (this.count < bits) {
      this.held |= (this.bytes[this.at++] ?? 0) << this.count;
      this.count += 8;
    }
    const value = this.held & ((1 << bits) - 1);
    this.held >>>= bits;
    this.count -= bits;
    return value;
  }

  readLong(bits: number): number {
    return bits > 16 ? this.read(16) | (this.read(bits - 16) << 16) : this.read(bits);
  }

  symbol(table: Uint16Array): number {
    while (this.count < MAX_BITS) {
      this.held |= (this.bytes[this.at++] ?? 0) << this.count;
      this.count += 8;
    }
    const entry = table[this.held & ((1 << MAX_BITS) - 1)] as number;
    this.held >>>= entry & 15;
    this.count -= entry & 15;
    return entry >> 4;
  }
}

/** Code lengths in four bits each; a zero is followed by how many more come. */
function writeLengths(out: BitWriter, lengths: Uint8Array): void {
  for (let i = 0; i < lengths.length; ) {
    const length = lengths[i++] as number;
    out.write(length, 4);
    if (length > 0) continue;
    let more = 0;
    while (more < 15 && i < lengths.length && lengths[i] === 0) {
      more++;
      i++;
    }
    out.write(more, 4);
  }
}

function readLengths(from: BitReader, count: number): Uint8Array {
  const lengths = new Uint8Array(count);
  for (let i = 0; i < count; ) {
    const length = from.read(4);
    lengths[i++] = length;
    if (length === 0) i += from.read(4);
  }
  return lengths;
}

/** Packs Latin-1 text. Layout: length of the text, code lengths, then the steps. */
export function pack(text: string): Uint8Array {
  const input = textBytes(text);
  const { what, distance, count } = stepsOf(input);
  const symbols = new Uint32Array(SYMBOLS);
  const distances = new Uint32Array(BUCKETS);
  const count1 = (list: Uint32Array, i: number): void => {
    list[i] = (list[i] as number) + 1;
  };
  for (let k = 0; k < count; k++) {
    const step = what[k] as number;
    if (step < 0) count1(symbols, -1 - step);
    else {
      count1(symbols, FIRST_LENGTH + bucketOf(step - MIN_MATCH));
      count1(distances, bucketOf(distance[k] as number));
    }
  }
  const out = new BitWriter();
  out.writeLong(input.length, 30);
  const symbolLengths = codeLengths(symbols);
  const distanceLengths = codeLengths(distances);
  writeLengths(out, symbolLengths);
  writeLengths(out, distanceLengths);
  const symbolCodes = codesOf(symbolLengths);
  const distanceCodes = codesOf(distanceLengths);
  const writeBucketed = (v: number, first: number, codes: Uint16Array, lengths: Uint8Array): void => {
    const bucket = bucketOf(v);
    out.write(codes[first + bucket] as number, lengths[first + bucket] as number);
    out.writeLong(v - lowestOf(bucket), extraBits(bucket));
  };
  for (let k = 0; k < count; k++) {
    const step = what[k] as number;
    if (step < 0) {
      out.write(symbolCodes[-1 - step] as number, symbolLengths[-1 - step] as number);
      continue;
    }
    writeBucketed(step - MIN_MATCH, FIRST_LENGTH, symbolCodes, symbolLengths);
    writeBucketed(distance[k] as number, 0, distanceCodes, distanceLengths);
  }
  return out.finish();
}

/** The text that `pack` was given. */
export function unpack(packed: Uint8Array): string {
  const from = new BitReader(packed);
  const n = from.readLong(30);
  const symbols = decodingTable(readLengths(from, SYMBOLS));
  const distances = decodingTable(readLengths(from, BUCKETS));
  const out = new Uint8Array(n);
  for (let o = 0; o < n; ) {
    const symbol = from.symbol(symbols);
    if (symbol < FIRST_LENGTH) {
      out[o++] = symbol;
      continue;
    }
    const lengthBucket = symbol - FIRST_LENGTH;
    const length = MIN_MATCH + lowestOf(lengthBucket) + from.readLong(extraBits(lengthBucket));
    const bucket = from.symbol(distances);
    const source = o - lowestOf(bucket) - from.readLong(extraBits(bucket));
    for (let i = 0; i < length; i++) out[o++] = out[source + i] as number;
  }
  return textOf(out);
}

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode.apply(null, bytes.subarray(i, i + 8192) as unknown as number[]);
  }
  return text;
}
