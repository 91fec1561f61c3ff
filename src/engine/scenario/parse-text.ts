// From text (YAML, of which JSON is a part) to a checked scenario. Oversized, cyclic and absurdly nested text is
// refused before anything is built from it.

import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Overrides } from './normalise.ts';
import { type Locate, type ParseResult, parseScenarioValue } from './parse-value.ts';
import type { Path, ScenarioError } from './problems.ts';
import { LIMITS } from './scenario.ts';

interface Ranged {
  range?: [number, number, number] | null | undefined;
}

function failure(
  line: number,
  column: number,
  value: string,
  message: string,
  allowed: string,
): ScenarioError {
  return { path: '', line, column, value, message, allowed };
}

/** Brackets that stand open at once: cheap, and before the parser has to follow them. */
function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '[' || c === '{') depth++;
    else if (c === ']' || c === '}') depth--;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

/** Walks the parsed text: no aliases, no doubled keys, not too deep. */
function findTrouble(
  node: unknown,
  depth: number,
  add: (at: unknown, value: string, message: string, allowed: string) => void,
): void {
  if (depth > LIMITS.depth) {
    add(node, '', 'is nested too deeply', `at most ${LIMITS.depth} levels`);
  } else if (isAlias(node)) {
    add(node, `*${node.source}`, 'refers to another part of the text', 'write the value out');
  } else if ((isSeq(node) || isMap(node)) && node.items.length > LIMITS.entries) {
    add(
      node,
      `${node.items.length} entries`,
      'is too long',
      `at most ${LIMITS.entries} entries in one list or map`,
    );
  } else if (isSeq(node)) {
    for (const item of node.items) findTrouble(item, depth + 1, add);
  } else if (isMap(node)) {
    const keys = new Set<string>();
    for (const pair of node.items) {
      if (!isScalar(pair.key)) {
        add(pair.key, '', 'is not a usable key', 'plain text as a key');
        continue;
      }
      const key = String(pair.key.value);
      if (keys.has(key)) add(pair.key, key, 'stands here twice', 'each key once');
      keys.add(key);
      findTrouble(pair.value, depth + 1, add);
    }
  }
}

/** Finds the value or key that a path leads to; when it ends early, the nearest place above. */
function locator(contents: unknown, lines: LineCounter): Locate {
  return (path: Path, isKey: boolean) => {
    let node: unknown = contents;
    let best: unknown = contents;
    for (let i = 0; i < path.length; i++) {
      const step = path[i];
      if (isMap(node)) {
        const pair = node.items.find(
          (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
        );
        if (pair === undefined) break;
        const isLast = i === path.length - 1;
        best = (isLast && isKey) || pair.value === null ? pair.key : (pair.value ?? pair.key);
        // A whole map or list as the value: its key says better which one is meant.
        if (isLast && (isMap(pair.value) || isSeq(pair.value))) best = pair.key;
        node = pair.value;
      } else if (isSeq(node) && typeof step === 'number') {
        const item: unknown = node.items[step];
        if (item === undefined) break;
        best = item;
        node = item;
      } else break;
    }
    return placeOf(best, lines);
  };
}

function placeOf(node: unknown, lines: LineCounter): { line: number; column: number } {
  const range = (node as Ranged | null | undefined)?.range;
  const place = lines.linePos(range?.[0] ?? 0);
  return { line: Math.max(1, place.line), column: Math.max(1, place.col) };
}

/** Checks the text of a scenario. Never throws. */
export function parseScenarioText(text: string, overrides: Overrides = {}): ParseResult {
  if (text.length > LIMITS.text) {
    return {
      ok: false,
      errors: [
        failure(
          1,
          1,
          `${text.length} characters`,
          'is too long for a scenario',
          `at most ${LIMITS.text} characters`,
        ),
      ],
    };
  }
  if (text.trim() === '')
    return { ok: false, errors: [failure(1, 1, '', 'is empty', 'a map with v, title, brokers and so on')] };
  if (bracketDepth(text) > LIMITS.depth) {
    return {
      ok: false,
      errors: [failure(1, 1, '', 'is nested too deeply', `at most ${LIMITS.depth} levels`)],
    };
  }
  try {
    return parseYaml(text, overrides);
  } catch (error) {
    // The parser recurses; text made to exhaust it ends here.
    const reason = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      errors: [failure(1, 1, '', `cannot be read: ${reason.slice(0, 200)}`, 'YAML or JSON')],
    };
  }
}

function parseYaml(text: string, overrides: Overrides): ParseResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  const errors: ScenarioError[] = document.errors.slice(0, LIMITS.errors).map((error) => {
    const place = lines.linePos(error.pos[0]);
    return failure(
      Math.max(1, place.line),
      Math.max(1, place.col),
      '',
      `is not valid YAML: ${error.message}`,
      'YAML or JSON',
    );
  });
  if (errors.length > 0) return { ok: false, errors };
  findTrouble(document.contents, 0, (node, value, message, allowed) => {
    const place = placeOf(node, lines);
    if (errors.length < LIMITS.errors)
      errors.push(failure(place.line, place.column, value, message, allowed));
  });
  if (errors.length > 0) return { ok: false, errors };
  return parseScenarioValue(
    document.toJS({ maxAliasCount: 0 }),
    overrides,
    locator(document.contents, lines),
  );
}
