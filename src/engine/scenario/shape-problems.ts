// Puts what the schema found into words: which value, what is allowed, which keys are known.

import type { z } from 'zod';
import { knownIds, type Path, type Problem, showValue } from './problems.ts';
import { LIMITS } from './scenario.ts';
import { knownKeysAt } from './schema.ts';

type Issue = z.core.$ZodIssue;

/** The value at `path` of `root`, undefined when there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  let at = root;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
}

const EXPECTED: Record<string, string> = {
  object: 'a map such as { zone: a }',
  record: 'a map of names',
  array: 'a list',
  tuple: 'a list of two names',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
};

function words(type: string): string {
  return EXPECTED[type] ?? type;
}

/** Of a union, the branch that came furthest is the one that was meant. */
function deepestBranch(branches: readonly Issue[][]): Issue[] {
  let best: Issue[] = [];
  let depth = 0;
  for (const branch of branches) {
    const d = Math.max(...branch.map((issue) => issue.path.length));
    const isWrongType = branch.every((issue) => issue.path.length === 0 && issue.code === 'invalid_type');
    const score = isWrongType ? 0 : d + 1;
    if (score > depth) {
      best = branch;
      depth = score;
    }
  }
  return best;
}

function unionProblems(issue: Issue & { code: 'invalid_union' }, path: Path, root: unknown): Problem[] {
  const branch = deepestBranch(issue.errors as Issue[][]);
  if (branch.length > 0) return branch.flatMap((inner) => problemsOf(inner, path, root));
  const types = (issue.errors as Issue[][]).map((list) =>
    words(String((list[0] as { expected?: string })?.expected ?? '')),
  );
  return [
    {
      path,
      isKey: false,
      value: showValue(valueAt(root, path)),
      message: 'has the wrong type',
      allowed: [...new Set(types)].filter((t) => t !== '').join(', or '),
    },
  ];
}

function unknownKeys(keys: readonly string[], path: Path): Problem[] {
  return keys.slice(0, LIMITS.errors).map((key) => {
    const nested = path.length === 2 ? knownKeysAt([...path, 'config']) : [];
    const isUnderConfig = nested.includes(key);
    return {
      path: [...path, key],
      isKey: true,
      value: key,
      message: isUnderConfig ? 'belongs under config' : 'is not a known key',
      allowed: isUnderConfig ? `config: { ${key}: ... }` : knownIds(key, knownKeysAt(path)),
    };
  });
}

function tooMuch(issue: Issue & { code: 'too_big' | 'too_small' }): string {
  const limit = String(issue.code === 'too_big' ? issue.maximum : issue.minimum);
  const bound = issue.code === 'too_big' ? 'at most' : 'at least';
  if (issue.origin === 'string') return `${bound} ${limit} characters`;
  if (issue.origin === 'array') return `${bound} ${limit} entries`;
  return `${bound} ${limit}`;
}

function problemsOf(issue: Issue, base: Path, root: unknown): Problem[] {
  const path: Path = [...base, ...(issue.path as (string | number)[])];
  const found = valueAt(root, path);
  const value = showValue(found);
  switch (issue.code) {
    case 'invalid_union':
      return unionProblems(issue as Issue & { code: 'invalid_union' }, path, root);
    case 'unrecognized_keys':
      return unknownKeys(issue.keys, path);
    case 'invalid_key':
      return [
        {
          path,
          isKey: true,
          value: showValue(path.at(-1)),
          message: 'is not a usable name',
          allowed: issue.issues[0]?.message ?? '',
        },
      ];
    case 'invalid_value': {
      const message = found === undefined ? 'is missing' : 'is not one of the allowed values';
      return [
        { path, isKey: false, value, message, allowed: knownIds(String(found), issue.values.map(String)) },
      ];
    }
    case 'invalid_type': {
      const message = found === undefined ? 'is missing' : 'has the wrong type';
      const allowed =
        path.length === 0
          ? 'a map with v, title, brokers and so on'
          : issue.message.startsWith('Invalid')
            ? words(issue.expected)
            : issue.message;
      return [{ path, isKey: false, value, message, allowed }];
    }
    case 'too_big':
    case 'too_small':
      return [
        {
          path,
          isKey: false,
          value,
          message: issue.code === 'too_big' ? 'is too much' : 'is too little',
          allowed: tooMuch(issue),
        },
      ];
    default:
      return [{ path, isKey: false, value, message: 'is not in the right form', allowed: issue.message }];
  }
}

/** All problems of shape, in the schema's order. */
export function shapeProblems(issues: readonly Issue[], root: unknown): Problem[] {
  return issues.flatMap((issue) => problemsOf(issue, [], root));
}
