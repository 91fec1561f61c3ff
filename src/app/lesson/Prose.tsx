// Lesson text as data, drawn. A partition's name carries the glyph and colour that it has in the picture.
import { createContext, Fragment, type ReactNode, useContext } from 'react';
import type { Glossary } from '../../lessons/course-schema.ts';
import type { Block, Inline } from '../../lessons/prose.ts';
import { Popover } from '../../ui/Popover.tsx';
import { PartitionGlyph } from '../../views/PartitionGlyph.tsx';

/** What prose needs of the page around it. */
export interface ProseContextValue {
  readonly glossary: Glossary;
  /** Index of a partition for its glyph, -1 when the text names none. */
  readonly partitionIndex: (tp: string) => number;
  readonly onMoment: (at: number) => void;
}

export const ProseContext = createContext<ProseContextValue>({
  glossary: {},
  partitionIndex: () => -1,
  onMoment: () => {},
});

/** Paragraphs and lists. */
export function Prose({ blocks }: { readonly blocks: readonly Block[] }) {
  return (
    <div className="flex flex-col gap-3 text-[0.9375rem] leading-relaxed">
      {blocks.map((block, i) =>
        block.kind === 'paragraph' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a text never move
          <p key={i}>
            <Inlines inlines={block.inlines} />
          </p>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a text never move
          <ul key={i} className="flex list-disc flex-col gap-1.5 pl-5 marker:text-muted">
            {block.items.map((item, j) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: items of a text never move
              <li key={j}>
                <Inlines inlines={item} />
              </li>
            ))}
          </ul>
        ),
      )}
    </div>
  );
}

/** The stretches of one paragraph. */
export function Inlines({ inlines }: { readonly inlines: readonly Inline[] }): ReactNode {
  return inlines.map((inline, i) => {
    const before = inlines[i - 1];
    const own = before !== undefined && isButton(before) ? closingOf(inline) : '';
    const after = isButton(inline) ? closingOf(inlines[i + 1]) : '';
    const text = (
      <InlineText inline={own === '' ? inline : { ...inline, text: inline.text.slice(own.length) }} />
    );
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: stretches of a text never move
      <Fragment key={i}>
        {after === '' ? (
          text
        ) : (
          // A line may break after a button; a full stop must not begin the next one.
          <span className="whitespace-nowrap">
            {text}
            {after}
          </span>
        )}
      </Fragment>
    );
  });
}

function isButton({ kind }: Inline): boolean {
  return kind === 'moment' || kind === 'term';
}

/** Punctuation at the start of a text. */
function closingOf(inline: Inline | undefined): string {
  return inline?.kind === 'text' ? (/^[.,;:!?)]+/.exec(inline.text)?.[0] ?? '') : '';
}

function InlineText({ inline }: { readonly inline: Inline }) {
  const { onMoment } = useContext(ProseContext);
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'strong':
      return <strong>{inline.text}</strong>;
    case 'emphasis':
      return <em>{inline.text}</em>;
    case 'code':
      return <Code text={inline.text} />;
    case 'link':
      return (
        <a className="text-ink underline" href={inline.href} target="_blank" rel="noreferrer">
          {inline.text}
        </a>
      );
    case 'moment':
      return (
        <button
          type="button"
          className="cursor-pointer font-mono text-[0.92em] text-ink underline decoration-line-strong decoration-dotted underline-offset-4 hover:decoration-ink"
          onClick={() => onMoment(inline.at)}
          aria-label={`${inline.text}: show this moment`}
        >
          {inline.text}
        </button>
      );
    case 'term':
      return <Term text={inline.text} term={inline.term} />;
  }
}

const PARTITION_TEXT = [
  'text-p0-text',
  'text-p1-text',
  'text-p2-text',
  'text-p3-text',
  'text-p4-text',
  'text-p5-text',
];

function Code({ text }: { readonly text: string }) {
  const index = useContext(ProseContext).partitionIndex(text);
  if (index < 0) return <code className="text-[0.92em] text-ink">{text}</code>;
  return (
    <code
      className={`text-[0.92em] font-semibold whitespace-nowrap ${PARTITION_TEXT[index % PARTITION_TEXT.length]}`}
    >
      <PartitionGlyph index={index} size={10} /> {text}
    </code>
  );
}

function Term({ text, term }: { readonly text: string; readonly term: string }) {
  const entry = useContext(ProseContext).glossary[term];
  if (entry === undefined) return text;
  return (
    <Popover
      name={entry.word}
      trigger={
        <button
          type="button"
          className="cursor-pointer underline decoration-line-strong decoration-dotted underline-offset-4 hover:decoration-ink"
        >
          {text}
        </button>
      }
    >
      <div className="max-w-80">
        <p className="font-semibold text-ink">{entry.word}</p>
        <p className="mt-1">{entry.means}</p>
        {entry.source !== undefined && <p className="mt-1 text-xs text-muted">Source: {entry.source}</p>}
      </div>
    </Popover>
  );
}
