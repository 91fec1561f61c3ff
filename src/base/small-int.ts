// Integers out of typed arrays. An engine may hand a number that it reads from a Float64Array on as a boxed double even
// when it is whole, and every record that it is stored in then holds a box as well. Passed through here it becomes the
// engine's small integer: same value, no box.

/** The same number. */
export function smallInt(x: number): number {
  const i = x | 0;
  return i === x ? i : x;
}
