// Who may import whom, executed: the table of src/README.md over every import of every module, and the
// budget for file lengths. It fails when it finds no modules, so it cannot be silently off.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { parseSync, Visitor } from 'vite';
import { describe, expect, test } from 'vitest';

interface Rule {
  /** Our folders it may import from, besides itself. */
  ours: string[];
  /** Our folders it may import types from. */
  types?: string[];
  /** Files it may import wherever they lie in these folders, by name. */
  files?: { names: string[]; within: string };
  /** npm packages; one that ends in `*` is a prefix, undefined means any. */
  npm?: string[];
  /** May it read `content/`, and Node's own modules? */
  content?: boolean;
  node?: boolean;
}

const engine = [
  'base',
  'engine/kernel',
  'engine/kafka',
  'engine/services',
  'engine/scenario',
  'engine/search',
];

const rules: Record<string, Rule> = {
  base: { ours: [], npm: [] },
  'engine/kernel': { ours: ['base'], npm: [] },
  'engine/kafka': { ours: ['base', 'engine/kernel'], npm: [] },
  'engine/services': { ours: ['base', 'engine/kernel'], npm: [] },
  'engine/scenario': {
    ours: ['base', 'engine/kernel', 'engine/kafka', 'engine/services'],
    npm: ['zod', 'yaml'],
  },
  'engine/search': {
    ours: ['base', 'engine/kernel', 'engine/kafka', 'engine/services', 'engine/scenario'],
    npm: [],
  },
  lessons: {
    ours: ['base', 'engine/scenario'],
    types: ['engine/kernel'],
    files: { names: ['queries.ts'], within: 'engine/' },
    npm: ['zod', 'yaml', 'xstate', 'zustand/vanilla', 'ts-fsrs'],
    content: true,
  },
  player: {
    ours: ['base', 'engine/kernel', 'engine/scenario', 'engine/search'],
    npm: ['zustand*', 'fflate'],
  },
  views: {
    ours: ['base', 'player', 'ui'],
    types: engine,
    files: { names: ['queries.ts', 'sentences.ts'], within: 'engine/' },
    npm: ['react*', 'zustand*', 'd3-*'],
  },
  ui: { ours: ['base'], npm: ['react*', '@radix-ui/*'] },
  app: { ours: [...engine, 'lessons', 'player', 'views', 'ui'], content: true },
  tools: {
    ours: [...engine, 'lessons'],
    npm: ['tsx*', 'vite*', 'playwright*', '@playwright/test'],
    content: true,
    node: true,
  },
  testing: { ours: engine, npm: ['vitest', 'fast-check'] },
};

/** What only tests may import, on top of what their folder may. */
const forTests = { ours: [...engine, 'testing'], npm: ['vitest', 'fast-check', 'vite'] };

/** Debts: imports that break the table for now, each with its reason. One that is no longer needed fails. */
const debts: { from: string; to: string; reason: string }[] = [];

/** Files that may be longer than 500 lines, each with its reason. */
const longFiles: { file: string; reason: string }[] = [];

interface Import {
  from: string;
  to: string;
  isType: boolean;
  /** Loaded when it is asked for: a dynamic import, or a worker. */
  isLazy?: boolean;
}

const src = import.meta.dirname;
const toPosix = (path: string) => path.split(sep).join('/');
const all = readdirSync(src, { recursive: true, encoding: 'utf8' }).map(toPosix);
const modules = all.filter((path) => /\.(ts|tsx|mts|mjs)$/.test(path)).sort();
const isTest = (file: string) => /\.test\.tsx?$/.test(file);
const rooms = Object.keys(rules);
const roomOf = (path: string) => rooms.find((room) => path.startsWith(`${room}/`));

/** Every import of a module: static, re-exported, dynamic, in a type, and workers named by `new URL`. */
function importsOf(from: string): Import[] {
  const { program, errors } = parseSync(from, readFileSync(join(src, from), 'utf8'));
  if (errors.length > 0) throw new Error(`${from} cannot be parsed: ${errors[0]?.message}`);
  const found: Import[] = [];
  const add = (node: unknown, isType: boolean, isLazy = false) => {
    const to = (node as { value?: unknown } | null)?.value;
    if (typeof to === 'string') found.push({ from, to, isType, isLazy });
  };
  const isTypeOnly = (kind: unknown, specifiers: readonly unknown[], key: string) =>
    kind === 'type' ||
    (specifiers.length > 0 && specifiers.every((s) => (s as Record<string, unknown>)[key] === 'type'));
  new Visitor({
    ImportDeclaration: (n) => add(n.source, isTypeOnly(n.importKind, n.specifiers, 'importKind')),
    ExportNamedDeclaration: (n) => add(n.source, isTypeOnly(n.exportKind, n.specifiers, 'exportKind')),
    ExportAllDeclaration: (n) => add(n.source, n.exportKind === 'type'),
    ImportExpression: (n) => add(n.source, false, true),
    TSImportType: (n) => add(n.source, true),
    NewExpression: (n) => {
      const isUrl = n.callee.type === 'Identifier' && n.callee.name === 'URL' && n.arguments.length === 2;
      if (isUrl && n.arguments[1]?.type === 'MemberExpression') add(n.arguments[0], false, true);
    },
  }).visit(program);
  return found;
}

const imports = modules.flatMap(importsOf);

const matches = (name: string, patterns: string[]) =>
  patterns.some((p) =>
    p.endsWith('*') ? name.startsWith(p.slice(0, -1)) : name === p || name.startsWith(`${p}/`),
  );

/** Why an import within `src` or into `content/` is not allowed, or undefined. */
function complaintAboutOurs(room: string, rule: Rule, { from, to, isType }: Import): string | undefined {
  const target = toPosix(normalize(join(dirname(from), to.replace(/\?.*$/, ''))));
  if (!existsSync(join(src, target)) || !/\.\w+$/.test(target)) return 'no such file (write the extension)';
  if (target.startsWith('../')) {
    const mayReadContent = rule.content || isTest(from);
    return mayReadContent && /^\.\.\/(content|conformance)\//.test(target) ? undefined : 'lies outside src';
  }
  if (isTest(target)) return 'nobody imports a test';
  const goal = roomOf(target);
  if (!goal) return 'lies in no room of the table';
  const ours = isTest(from) ? [...rule.ours, ...forTests.ours] : rule.ours;
  if (goal === room || ours.includes(goal)) return undefined;
  if (isType && rule.types?.includes(goal)) return undefined;
  const name = target.slice(target.lastIndexOf('/') + 1);
  if (rule.files?.names.includes(name) && target.startsWith(rule.files.within)) return undefined;
  return rule.types?.includes(goal)
    ? `${room} may import only types from ${goal}`
    : `${room} may not know ${goal}`;
}

function complaintAbout(found: Import): string | undefined {
  const room = roomOf(found.from);
  const rule = room ? rules[room] : undefined;
  if (!room || !rule) return 'the file lies in no room of the table';
  if (found.to.startsWith('.')) return complaintAboutOurs(room, rule, found);
  if (found.to.startsWith('node:')) {
    return rule.node || isTest(found.from) ? undefined : `${room} does not run on Node alone`;
  }
  if (found.to.startsWith('/')) return 'an absolute address';
  if (!rule.npm) return undefined;
  const npm = isTest(found.from) ? [...rule.npm, ...forTests.npm] : rule.npm;
  return matches(found.to, npm) ? undefined : `${room} may not use ${found.to}`;
}

const self = relative(src, import.meta.filename);
const judged = imports.filter(({ from }) => from !== self);
const isDebt = (found: Import) => debts.some((d) => d.from === found.from && d.to === found.to);

describe('who may import whom', () => {
  test('modules and imports are found', () => {
    expect(modules.length).toBeGreaterThan(20);
    expect(imports.length).toBeGreaterThan(20);
  });

  test('every module lies in a room of the table', () => {
    expect(modules.filter((file) => file !== self && !roomOf(file))).toEqual([]);
  });

  test('every import is allowed', () => {
    const complaints = judged
      .filter((found) => !isDebt(found))
      .flatMap((found) => {
        const complaint = complaintAbout(found);
        return complaint ? [`${found.from} -> ${found.to}: ${complaint}`] : [];
      });
    expect(complaints).toEqual([]);
  });

  test('every debt has a reason and is still owed', () => {
    for (const { from, to, reason } of debts) {
      expect(reason.length, `${from} -> ${to}`).toBeGreaterThan(20);
      const owed = judged.filter((found) => found.from === from && found.to === to && complaintAbout(found));
      expect(owed, `${from} -> ${to} is paid: take it off the list`).not.toEqual([]);
    }
  });

  test.each([
    ['base/x.ts', '../engine/kernel/contract.ts', false],
    ['engine/kafka/x.ts', 'zod', false],
    ['engine/kernel/x.ts', 'node:fs', false],
    ['player/x.ts', '../testing/x.ts', false],
    ['ui/x.tsx', '../engine/kernel/contract.ts', true],
    ['views/x.ts', '../engine/kernel/contract.ts', false],
    ['lessons/x.ts', 'react', true],
  ])('the table would refuse %s -> %s', (from, to, isType) => {
    expect(complaintAbout({ from, to, isType })).toBeDefined();
  });

  test.each([
    ['views/x.ts', '../engine/kernel/contract.ts', true],
    ['engine/kafka/x.ts', '../kernel/contract.ts', false],
    ['engine/scenario/x.ts', 'zod', false],
  ])('the table lets %s -> %s pass', (from, to, isType) => {
    expect(complaintAbout({ from, to, isType })).toBeUndefined();
  });
});

/** Modules that come with an entry: what its imports name, and theirs; those loaded later only on demand. */
function reachOf(entries: readonly string[], withLazy: boolean): Set<string> {
  const reached = new Set(entries);
  for (const module of reached)
    for (const { to, isType, isLazy } of importsByModule.get(module) ?? []) {
      const target = toPosix(normalize(join(dirname(module), to)));
      if (to.startsWith('.') && !isType && (withLazy || !isLazy) && importsByModule.has(target))
        reached.add(target);
    }
  return reached;
}

const importsByModule = new Map(modules.map((module) => [module, [] as Import[]]));
for (const found of imports) importsByModule.get(found.from)?.push(found);

/** The page itself, and the chunk of the lesson page. */
const FIRST_LESSON = ['app/main.tsx', 'app/lesson/LessonPage.tsx'];
/** What reading a state of the cluster needs of the nodes' own rooms: names, shapes, small sums. */
const READ_ONLY = [
  'broker/hosted.ts',
  'coordinator/consumer-group-state.ts',
  'coordinator/share-group-state.ts',
  'groups/server-assignor.ts',
  'ledger/ack-latency.ts',
  'ledger/ledger-state.ts',
  'metadata-image.ts',
  'metadata-records.ts',
  'metric-names.ts',
  'names.ts',
  'net/client-metadata.ts',
  'producer/murmur2.ts',
  'producer/partitioner.ts',
  'share/share-key.ts',
];

describe('what loads before the first lesson', () => {
  test('is no engine: a lesson begins from its opening, and the engine comes behind it', () => {
    const engineOf = (reached: Set<string>) =>
      [...reached].filter((file) => file.startsWith('engine/kafka/')).map((file) => file.slice(13));
    const now = engineOf(reachOf(FIRST_LESSON, false));
    expect(now).toContain('queries.ts');
    expect(now.filter((file) => !file.startsWith('queries')).sort()).toEqual(READ_ONLY);
    // The way to the rest is known, so that it would be seen.
    const later = engineOf(reachOf(FIRST_LESSON, true));
    for (const file of ['net/network-client.ts', 'sentences.ts', 'fidelity.ts'])
      expect(later).toContain(file);
    expect(later.length).toBeGreaterThan(4 * now.length);
  });

  test('and the start page needs nothing of the engine', () => {
    const reached = [...reachOf(['app/main.tsx'], false)];
    expect(reached).toContain('app/home/HomePage.tsx');
    expect(reached.filter((file) => /^(engine|player|views)\//.test(file))).toEqual([]);
  });
});

describe('the shape of the house', () => {
  test('no barrels, no folders without an owner', () => {
    expect(modules.filter((file) => /(^|\/)index\.(ts|tsx|mts|mjs)$/.test(file))).toEqual([]);
    expect(all.filter((path) => /(^|\/)(utils|common|types|hooks)(\/|$)/.test(path))).toEqual([]);
  });

  test('files stay short: none above 500 lines, 90 % within 300, median within 120', () => {
    const lengths = modules
      .filter((file) => !isTest(file))
      .map((file) => ({ file, lines: readFileSync(join(src, file), 'utf8').trimEnd().split('\n').length }))
      .sort((a, b) => a.lines - b.lines);
    for (const { file, reason } of longFiles) expect(reason.length, file).toBeGreaterThan(20);
    const excused = new Set(longFiles.map(({ file }) => file));
    expect(lengths.filter(({ file, lines }) => lines > 500 && !excused.has(file))).toEqual([]);
    const at = (share: number) =>
      lengths[Math.min(lengths.length - 1, Math.ceil(lengths.length * share) - 1)];
    expect(at(0.9)?.lines, `90 % (${at(0.9)?.file})`).toBeLessThanOrEqual(300);
    expect(at(0.5)?.lines, `median (${at(0.5)?.file})`).toBeLessThanOrEqual(120);
  });
});
