// From a JSON value (a link, a built-in scenario) to a checked scenario, or to all that is wrong with it.

import { crossProblems } from './cross-checks.ts';
import { isMap } from './known.ts';
import { normalise, type Overrides } from './normalise.ts';
import { type Path, type Problem, type ScenarioError, showValue, writePath } from './problems.ts';
import { LIMITS, SCENARIO_VERSION, type Scenario } from './scenario.ts';
import { scenarioSchema } from './schema.ts';
import { shapeProblems } from './shape-problems.ts';

export type ParseResult =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly errors: readonly ScenarioError[] };

/** Where a path stands in the text; `isKey` asks for the key, not its value. */
export type Locate = (path: Path, isKey: boolean) => { line: number; column: number };

const NOWHERE: Locate = () => ({ line: 0, column: 0 });

function versionProblem(root: unknown): Problem | undefined {
  if (!isMap(root) || typeof root.v !== 'number' || root.v <= SCENARIO_VERSION) return undefined;
  return {
    path: ['v'],
    isKey: false,
    value: showValue(root.v),
    message: `is a newer version of the scenario format than this program knows`,
    allowed: `v: ${SCENARIO_VERSION}`,
  };
}

function toErrors(problems: readonly Problem[], locate: Locate): ScenarioError[] {
  const seen = new Set<string>();
  const errors: ScenarioError[] = [];
  for (const problem of problems) {
    const path = writePath(problem.path);
    // A missing or misshapen value may be noticed by the schema and by a cross-check: the first word counts.
    const key = `${path}|${problem.isKey}`;
    if (seen.has(key)) continue;
    seen.add(key);
    errors.push({
      path,
      ...locate(problem.path, problem.isKey),
      value: problem.value,
      message: problem.message,
      allowed: problem.allowed,
    });
  }
  errors.sort((a, b) => a.line - b.line || a.column - b.column);
  return errors.slice(0, LIMITS.errors);
}

/** Checks a value of any kind. Never throws. */
export function parseScenarioValue(
  root: unknown,
  overrides: Overrides = {},
  locate: Locate = NOWHERE,
): ParseResult {
  const newer = versionProblem(root);
  if (newer !== undefined) return { ok: false, errors: toErrors([newer], locate) };
  const shape = scenarioSchema.safeParse(root);
  const problems = shape.success ? [] : shapeProblems(shape.error.issues, root);
  problems.push(...crossProblems(root, overrides.until));
  if (!shape.success || problems.length > 0) return { ok: false, errors: toErrors(problems, locate) };
  return { ok: true, scenario: normalise(shape.data, overrides) };
}

/** "line 4, timeline[0].node: "b9" is not a known node (known: b1, b2, b3)" */
export function describeError(error: ScenarioError): string {
  const place = error.line > 0 ? `line ${error.line}, ` : '';
  // A wrong key is the end of its path already.
  const isInPath = error.value === '' || error.path.endsWith(error.value);
  const value = isInPath ? '' : `${error.value} `;
  const allowed = error.allowed === '' ? '' : ` (${error.allowed})`;
  return `${place}${error.path === '' ? 'scenario' : error.path}: ${value}${error.message}${allowed}`;
}
