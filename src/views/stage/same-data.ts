function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length || Array.isArray(a) !== Array.isArray(b)) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isSame(a[key as never], b[key as never]));
}

/** For React.memo: the same props as data. Scenes are made anew at every reading; most of their parts stay equal. */
export function sameData<P extends object>(a: P, b: P): boolean {
  return isSame(a, b);
}
