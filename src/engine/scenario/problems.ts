// What is wrong with a scenario, where, and what would be right: one shape for every check.

/** Steps from the top of the scenario: keys and list positions. */
export type Path = readonly (string | number)[];

/** An error before its place in the text is known. */
export interface Problem {
  readonly path: Path;
  /** True when the key itself is wrong, not its value. */
  readonly isKey: boolean;
  /** The offending value, short; '' when something is missing. */
  readonly value: string;
  readonly message: string;
  /** What would be allowed: a sentence part, or the known ids. */
  readonly allowed: string;
}

/** An error as it is shown. Lines and columns count from 1; 0 when the scenario did not come from text. */
export interface ScenarioError {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly value: string;
  readonly message: string;
  readonly allowed: string;
}

/** "timeline[0].node" */
export function writePath(path: Path): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
  return text;
}

/** A value as it is quoted in an error: at most 60 characters. */
export function showValue(value: unknown): string {
  if (value === undefined) return '';
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = String(value);
  }
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** How many single-letter changes lead from one word to the other (Levenshtein), capped by `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** The known words, nearest to `word` first; equally near ones keep their order. */
export function nearestFirst(word: string, known: readonly string[]): string[] {
  const short = word.slice(0, 60);
  return known
    .map((name, order) => ({ name, order, d: distance(short.toLowerCase(), name.toLowerCase(), 30) }))
    .sort((a, b) => a.d - b.d || a.order - b.order)
    .map((entry) => entry.name);
}

/** "known: b1, b2, b3; did you mean b1?", nearest first. */
export function knownIds(word: string, known: readonly string[]): string {
  if (known.length === 0) return 'none is defined';
  const sorted = nearestFirst(word, known);
  const first = sorted[0] as string;
  const near = distance(word.slice(0, 60).toLowerCase(), first.toLowerCase(), 30);
  const isNear = word !== '' && near < first.length && near <= Math.max(1, Math.floor(first.length / 3));
  const hint = isNear && known.length > 1 ? `; did you mean ${first}?` : '';
  const list =
    sorted.length > 12
      ? `${sorted.slice(0, 12).join(', ')}, ... (${sorted.length} in all)`
      : sorted.join(', ');
  return `known: ${list}${hint}`;
}
