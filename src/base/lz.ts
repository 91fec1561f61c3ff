// A small Lempel-Ziv coder in the manner of LZ4: byte runs and back references, no entropy coding, so that packing a
// saved world costs less than making it. [LZ4 block format, simplified: lengths as base-128 numbers]

const HASH_BITS = 14;
const MIN_MATCH = 4;

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

function isSame(b: Uint8Array, x: number, y: number): boolean {
  return b[x] === b[y] && b[x + 1] === b[y + 1] && b[x + 2] === b[y + 2] && b[x + 3] === b[y + 3];
}

/** Packs Latin-1 text. Layout: length, then (literal count, literals, match length, distance) until the end. */
export function pack(text: string): Uint8Array {
  const input = textBytes(text);
  const n = input.length;
  const out = new Uint8Array(n + (n >> 6) + 64);
  let o = 0;
  const writeNumber = (v: number) => {
    let rest = v;
    while (rest > 0x7f) {
      out[o++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    out[o++] = rest;
  };
  const writeLiterals = (from: number, to: number) => {
    writeNumber(to - from);
    out.set(input.subarray(from, to), o);
    o += to - from;
  };
  const table = new Int32Array(1 << HASH_BITS).fill(-1);
  let anchor = 0;
  writeNumber(n);
  for (let i = 0; i + MIN_MATCH <= n; ) {
    const h = hashAt(input, i);
    const candidate = table[h] as number;
    table[h] = i;
    if (candidate < 0 || !isSame(input, candidate, i)) {
      i++;
      continue;
    }
    let length = MIN_MATCH;
    while (i + length < n && input[candidate + length] === input[i + length]) length++;
    writeLiterals(anchor, i);
    writeNumber(length);
    writeNumber(i - candidate);
    i += length;
    anchor = i;
  }
  writeLiterals(anchor, n);
  return out.slice(0, o);
}

/** The text that `pack` was given. */
export function unpack(packed: Uint8Array): string {
  let p = 0;
  const readNumber = (): number => {
    let v = 0;
    let shift = 0;
    for (;;) {
      const byte = packed[p++] as number;
      v |= (byte & 0x7f) << shift;
      if (byte < 0x80) return v;
      shift += 7;
    }
  };
  const n = readNumber();
  const out = new Uint8Array(n);
  let o = 0;
  while (o < n) {
    const literals = readNumber();
    out.set(packed.subarray(p, p + literals), o);
    p += literals;
    o += literals;
    if (o >= n) break;
    const length = readNumber();
    const from = o - readNumber();
    for (let i = 0; i < length; i++) out[o++] = out[from + i] as number;
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
