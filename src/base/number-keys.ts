// Keys made of a letter and a number (`k12`, `b3`): plain data holds no integer-like keys. Building the text and looking
// it up in the engine's table of names costs ten times the access that it is for, so small ones are kept.

/** Larger numbers are rare: their keys are made each time. */
const MAX_KEPT = 4096;

/** A function from a whole number to `<prefix><number>`: always the same text, whatever was asked before. */
export function numberKeys(prefix: string): (n: number) => string {
  const kept: string[] = [];
  return (n) => {
    if (n >= 0 && n < kept.length) return kept[n] as string;
    if (n < 0 || n >= MAX_KEPT) return `${prefix}${n}`;
    while (kept.length <= n) kept.push(`${prefix}${kept.length}`);
    return kept[n] as string;
  };
}
