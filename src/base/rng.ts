// sfc32 (Chris Doty-Humphrey, PractRand), a small fast generator over 32-bit integers only: the same in every engine.
// A stream is four integers in an array, so it lives in the world as plain data.

/** State of one random stream: a, b, c and the counter, as signed 32-bit integers. */
export type RngState = [number, number, number, number];

/** FNV-1a over the UTF-16 units of `text`, starting from `seed`; mixes a stream's name into its seed. */
export function hashText(text: string, seed: number): number {
  let h = (2166136261 ^ seed) | 0;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  }
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** A stream for (seed, name). Equal arguments give equal streams; other names leave it alone. */
export function createRng(seed: number, name: string): RngState {
  const state: RngState = [hashText(name, seed), hashText(name, ~seed), seed | 0, 1];
  for (let i = 0; i < 12; i++) nextUint32(state);
  return state;
}

/** The next draw, an integer in [0, 2^32). */
export function nextUint32(s: RngState): number {
  const t = (((s[0] + s[1]) | 0) + s[3]) | 0;
  s[3] = (s[3] + 1) | 0;
  s[0] = s[1] ^ (s[1] >>> 9);
  s[1] = (s[2] + (s[2] << 3)) | 0;
  s[2] = (s[2] << 21) | (s[2] >>> 11);
  s[2] = (s[2] + t) | 0;
  return t >>> 0;
}

/** Uniform integer in [0, n) for n up to 2^32, by multiplication (no modulo bias that matters, no rejection loop). */
export function nextBelow(s: RngState, n: number): number {
  return Math.floor((nextUint32(s) / 4294967296) * n);
}
