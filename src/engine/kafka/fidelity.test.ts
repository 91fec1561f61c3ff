import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseScenarioValue } from '../scenario/parse-value.ts';
import { AGREEING_CALLS, AGREEING_RECORDINGS, AGREEING_STORIES } from './fidelity/agreeing.ts';
import { isProtocolModelled } from './fidelity/groups.ts';
import { agreeingFixtures, FIDELITY, nameOf } from './fidelity.ts';

const src = join(import.meta.dirname, '../..');
const engine = join(src, 'engine');
const conformance = join(src, '../conformance');
const mechanisms = FIDELITY.flatMap((room) => room.mechanisms);
const notes = mechanisms.flatMap((mechanism) => mechanism.notes);

function modulesBelow(folder: string, isWanted: (path: string) => boolean): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && isWanted(path));
}

/** Files below src/engine to how often they say `Simplification:`. */
function simplifications(): Map<string, number> {
  const found = new Map<string, number>();
  for (const path of modulesBelow(
    engine,
    (p) => !p.endsWith('.test.ts') && !p.startsWith('kafka/fidelity'),
  )) {
    const count = readFileSync(join(engine, path), 'utf8').split('Simplification:').length - 1;
    if (count > 0) found.set(path, count);
  }
  return found;
}

describe('the fidelity page', () => {
  it('has ids of its own for everything, and whole sentences', () => {
    const ids = [...FIDELITY.map((room) => room.id), ...mechanisms.map((mechanism) => mechanism.id)];
    expect(new Set(ids).size).toBe(ids.length);
    expect(mechanisms.length).toBeGreaterThan(50);
    for (const { id, about, notes: own } of mechanisms) {
      for (const text of [about, ...own.map((note) => note.says)]) {
        expect(text, id).toMatch(/^[A-Z].*\.$/);
        expect(text.length, `${id}: ${text}`).toBeLessThan(190);
      }
      expect(id).toMatch(/^[a-z0-9-]+$/);
    }
  });

  it('calls exact what has no note, and nothing else', () => {
    for (const { id, verdict, notes: own } of mechanisms) {
      expect(own.length === 0, `${id} is ${verdict} with ${own.length} notes`).toBe(verdict === 'exact');
    }
  });

  it('has a note for every `Simplification:` of the engine, and no other file', () => {
    const found = simplifications();
    expect(found.size).toBeGreaterThan(25);
    const named = new Map<string, number>();
    for (const { file } of notes) if (file !== undefined) named.set(file, (named.get(file) ?? 0) + 1);
    for (const [file, count] of found) expect(named.get(file) ?? 0, file).toBeGreaterThanOrEqual(count);
    for (const file of named.keys()) expect([...found.keys()]).toContain(file);
  });

  it('names only sources for what is modelled after Kafka', () => {
    for (const { id, sources, fixtures, vectors } of mechanisms) {
      if ((fixtures ?? []).length + (vectors ?? []).length > 0) expect(sources, id).not.toEqual([]);
    }
  });
});

describe('what agrees', () => {
  it('names recordings that exist, and each one that agrees', () => {
    const recordings = readdirSync(join(conformance, 'recordings')).filter((file) => file.endsWith('.json'));
    expect(recordings.map((file) => file.replace('.json', '')).sort()).toEqual(
      [...AGREEING_RECORDINGS].sort(),
    );
    const files = new Set([
      ...['stories', 'wire', 'clients'].flatMap((folder) =>
        readdirSync(join(conformance, 'fixtures', folder)).map((file) => nameOf(`${folder}/${file}`)),
      ),
      ...AGREEING_RECORDINGS,
    ]);
    const named = new Set(mechanisms.flatMap((mechanism) => mechanism.fixtures ?? []));
    for (const name of named) expect(files).toContain(name);
    const agreeing = [...Object.keys(AGREEING_STORIES), ...AGREEING_CALLS];
    for (const path of agreeing) expect(existsSync(join(conformance, 'fixtures', path)), path).toBe(true);
    const shown = new Set(mechanisms.flatMap(agreeingFixtures));
    expect([...shown].sort()).toEqual([...agreeing.map(nameOf), ...AGREEING_RECORDINGS].sort());
  });

  it('names all vectors, each read by a test', () => {
    const files = readdirSync(join(conformance, 'vectors')).filter((file) => file.endsWith('.json'));
    const named = new Set(mechanisms.flatMap((mechanism) => mechanism.vectors ?? []));
    expect([...named].sort()).toEqual(files.map((file) => file.replace(/\.json$/, '')).sort());
    const tests = modulesBelow(src, (path) => path.endsWith('.test.ts') && !path.includes('fidelity'))
      .map((path) => readFileSync(join(src, path), 'utf8'))
      .filter((text) => text.includes('conformance/vectors'))
      .join('\n');
    // A test may put the name together: `assignor-${name}.json`.
    const patterns = [...tests.matchAll(/[\w-]+(?:\$\{\w+\})?\.json/g)].map(
      ([name]) => new RegExp(`^${name.replace(/\$\{\w+\}/, '[\\w-]+').replace('.', '\\.')}$`),
    );
    for (const file of files)
      expect(
        patterns.some((pattern) => pattern.test(file)),
        file,
      ).toBe(true);
  });
});

describe('consumer groups', () => {
  const scenario = (protocol: string) => ({
    v: 1,
    title: 'A group',
    zones: ['a'],
    brokers: { b1: { zone: 'a' } },
    controllers: 1,
    topics: { orders: { partitions: 1 } },
    groups: { billing: { topics: ['orders'], 'group.protocol': protocol } },
  });
  const verdictOf = (id: string) => mechanisms.find((mechanism) => mechanism.id === id)?.verdict;

  it.each([
    ['classic', 'group-classic'],
    ['consumer', 'group-consumer-protocol'],
  ])('the %s protocol is absent exactly as long as scenarios refuse it', (protocol, id) => {
    const isAccepted = parseScenarioValue(scenario(protocol)).ok;
    expect(isProtocolModelled(protocol)).toBe(isAccepted);
    expect(verdictOf(id) !== 'absent').toBe(isAccepted);
  });
});
