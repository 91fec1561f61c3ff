// The words of a lesson as data: a small, strict part of Markdown, parsed at build time and drawn by the app.
// What is not understood is an error with its line, never shown as it stands.

import { parseDuration } from '../engine/scenario/units-text.ts';

/** A stretch of text within a paragraph. */
export type Inline =
  | { readonly kind: 'text' | 'strong' | 'emphasis' | 'code'; readonly text: string }
  /** To a page outside; opened by the reader only. */
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  /** A moment of the run: `[12.0 s](at:12s)`. */
  | { readonly kind: 'moment'; readonly text: string; readonly at: number }
  /** A word of the glossary: `[in-sync replicas](term:isr)`. */
  | { readonly kind: 'term'; readonly text: string; readonly term: string };

export type Block =
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] };

/** A mistake in a lesson's text. */
export class ProseError extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

/** Paragraphs and `- ` lists, parted by empty lines. `firstLine` is the number of the first line in its file. */
export function parseProse(text: string, firstLine = 1): Block[] {
  const blocks: Block[] = [];
  let start = -1;
  const lines = text.split('\n');
  for (let i = 0; i <= lines.length; i++) {
    const line = lines[i]?.trim() ?? '';
    if (line !== '' && start === -1) start = i;
    if (line === '' && start !== -1) {
      blocks.push(parseBlock(lines.slice(start, i), firstLine + start));
      start = -1;
    }
  }
  return blocks;
}

function parseBlock(lines: readonly string[], firstLine: number): Block {
  for (const [i, line] of lines.entries()) {
    if (/^\s*(#|>|```|\||<|\d+\. )/.test(line)) {
      throw new ProseError(firstLine + i, `only paragraphs and lists may stand here, not "${line.trim()}"`);
    }
  }
  if (!lines[0]?.trimStart().startsWith('- ')) {
    return { kind: 'paragraph', inlines: parseInlines(lines.map((l) => l.trim()).join(' '), firstLine) };
  }
  const items: string[] = [];
  for (const line of lines) {
    const trimmed = line.trim();
    if (trimmed.startsWith('- ')) items.push(trimmed.slice(2));
    else items[items.length - 1] += ` ${trimmed}`;
  }
  return { kind: 'list', items: items.map((item) => parseInlines(item, firstLine)) };
}

/** The stretches of one paragraph. */
export function parseInlines(text: string, line: number): Inline[] {
  const out: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) out.push({ kind: 'text', text: text.slice(end, match.index) });
    out.push(inlineOf(match, line));
    end = match.index + match[0].length;
  }
  if (end < text.length) out.push({ kind: 'text', text: text.slice(end) });
  return out;
}

function inlineOf(match: RegExpMatchArray, line: number): Inline {
  const [, code, strong, emphasis, label = '', target = ''] = match;
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', text: strong };
  if (emphasis !== undefined) return { kind: 'emphasis', text: emphasis };
  if (target.startsWith('term:')) return { kind: 'term', text: label, term: target.slice(5) };
  if (target.startsWith('at:')) {
    const at = parseDuration(target.slice(3));
    if (at === undefined) throw new ProseError(line, `"${target}" is no moment; write at:12s`);
    return { kind: 'moment', text: label, at };
  }
  if (!target.startsWith('https://')) {
    throw new ProseError(line, `"${target}" is no address; allowed are https:, at: and term:`);
  }
  return { kind: 'link', text: label, href: target };
}

/** The words alone, for titles and names. */
export function plainText(inlines: readonly Inline[]): string {
  return inlines.map((inline) => inline.text).join('');
}
