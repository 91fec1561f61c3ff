/** For React.memo: the same props as data. Scenes are made anew at every reading; most of their parts stay equal. */
export function sameData<P extends object>(a: P, b: P): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
