// Canonical Huffman codes: frequent symbols get short codes. Only the lengths are stored; the codes follow from them.
// [RFC 1951, 3.2.2]

/** No code is longer, so that a table of 4096 entries decodes any of them in one step. */
export const MAX_BITS = 12;

/** Code lengths for symbols of these frequencies, 0 for those that do not occur. */
export function codeLengths(frequencies: Uint32Array): Uint8Array {
  const scaled = frequencies.slice();
  for (;;) {
    const lengths = lengthsOf(scaled);
    if (lengths.every((length) => length <= MAX_BITS)) return lengths;
    // Too skewed: flattened until the tree is low enough. Costs next to nothing in size.
    for (let i = 0; i < scaled.length; i++) scaled[i] = ((scaled[i] as number) + 1) >> 1;
  }
}

/** The plain Huffman tree, by two queues: leaves by frequency, and inner nodes, which come in order by themselves. */
function lengthsOf(frequencies: Uint32Array): Uint8Array {
  const lengths = new Uint8Array(frequencies.length);
  const leaves: number[] = [];
  for (let i = 0; i < frequencies.length; i++) if (frequencies[i] !== 0) leaves.push(i);
  if (leaves.length === 1) lengths[leaves[0] as number] = 1;
  if (leaves.length < 2) return lengths;
  leaves.sort((a, b) => (frequencies[a] as number) - (frequencies[b] as number) || a - b);
  const weights = leaves.map((symbol) => frequencies[symbol] as number);
  const parents: number[] = [];
  let leaf = 0;
  let inner = leaves.length;
  const takeLeast = (): number => {
    const takesLeaf =
      leaf < leaves.length &&
      (inner >= weights.length || (weights[leaf] as number) <= (weights[inner] as number));
    return takesLeaf ? leaf++ : inner++;
  };
  while (weights.length < 2 * leaves.length - 1) {
    const a = takeLeast();
    const b = takeLeast();
    parents[a] = weights.length;
    parents[b] = weights.length;
    weights.push((weights[a] as number) + (weights[b] as number));
  }
  const depths = new Uint8Array(weights.length);
  for (let i = weights.length - 2; i >= 0; i--) depths[i] = (depths[parents[i] as number] as number) + 1;
  leaves.forEach((symbol, i) => {
    lengths[symbol] = depths[i] as number;
  });
  return lengths;
}

/** The code of each symbol, its bits in the order in which they are written: lowest first. */
export function codesOf(lengths: Uint8Array): Uint16Array {
  const codes = new Uint16Array(lengths.length);
  let code = 0;
  for (let bits = 1; bits <= MAX_BITS; bits++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== bits) continue;
      let mirrored = 0;
      for (let i = 0; i < bits; i++) if ((code >> i) & 1) mirrored |= 1 << (bits - 1 - i);
      codes[symbol] = mirrored;
      code++;
    }
    code <<= 1;
  }
  return codes;
}

/** By the next MAX_BITS bits: symbol * 16 + length of its code. */
export function decodingTable(lengths: Uint8Array): Uint16Array {
  const table = new Uint16Array(1 << MAX_BITS);
  const codes = codesOf(lengths);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const bits = lengths[symbol] as number;
    if (bits === 0) continue;
    for (let i = codes[symbol] as number; i < table.length; i += 1 << bits) table[i] = symbol * 16 + bits;
  }
  return table;
}
