// A story as the YAML that people write and `npm run sim` runs.

import type { Story } from './story.ts';

/** Text that YAML reads back as the same text: names, durations, rates, class names. */
const PLAIN = /^(?:[a-zA-Z][a-zA-Z0-9._-]*|\d+(?:\.\d+)?(?:us|ms|s|m|h|\/s|\/m))$/;
/** Words that YAML 1.1 or 1.2 reads as something else than text. */
const WORDS = /^(?:true|false|yes|no|on|off|null|y|n)$/i;

function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  return PLAIN.test(value) && !WORDS.test(value) ? value : JSON.stringify(value);
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return scalar(value);
  const parts = Object.entries(value).map(([key, v]) => `${scalar(key)}: ${flow(v)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** In the order in which people write a scenario. */
const ORDER = [
  'v',
  'title',
  'seed',
  'cold',
  'zones',
  'brokers',
  'controllers',
  'topics',
  'producers',
  'consumers',
  'groups',
  'until',
  'timeline',
  'expect',
] as const satisfies readonly (keyof Story)[];

/** One line per thing: nodes, topics, clients, actions. */
export function storyYaml(story: Story): string {
  const lines: string[] = [];
  for (const key of ORDER) {
    const value: unknown = story[key];
    if (value === undefined) continue;
    if (Array.isArray(value) && key !== 'zones' && value.length > 0) {
      lines.push(`${key}:`, ...value.map((item) => `  - ${flow(item)}`));
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      lines.push(
        `${key}:`,
        ...Object.entries(value).map(([name, spec]) => `  ${scalar(name)}: ${flow(spec)}`),
      );
    } else lines.push(`${key}: ${flow(value)}`);
  }
  return `${lines.join('\n')}\n`;
}
