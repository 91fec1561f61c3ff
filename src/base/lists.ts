// Small operations on arrays without garbage.

/** `includes` for lists of a few numbers, where the call costs more than the search. */
export function contains(list: readonly number[], item: number): boolean {
  for (let i = 0; i < list.length; i++) if (list[i] === item) return true;
  return false;
}

/** A copy of a list, mostly of one or two elements, where the call of `slice` costs more than the copy. */
export function copied<T>(list: readonly T[]): T[] {
  if (list.length === 1) return [list[0] as T];
  return list.length === 2 ? [list[0] as T, list[1] as T] : list.slice();
}

/** Removes the element at `index`, keeping the order; `splice` without the array that it makes of what it took out. */
export function removeAt<T>(list: T[], index: number): void {
  for (let i = index + 1; i < list.length; i++) list[i - 1] = list[i] as T;
  list.pop();
}

/** Puts an element in at `index`, keeping the order; `splice` without the array that it returns. */
export function insertAt<T>(list: T[], index: number, item: T): void {
  list.push(item);
  for (let i = list.length - 1; i > index; i--) list[i] = list[i - 1] as T;
  list[index] = item;
}

/**
 * Adds to a list that is made with its first element, and made anew with its second. For short-lived lists of one or two
 * elements: an array that grows takes room for 17.
 */
export function appended<T>(list: T[] | undefined, item: T): T[] {
  if (list === undefined) return [item];
  if (list.length === 1) return [list[0] as T, item];
  list.push(item);
  return list;
}
