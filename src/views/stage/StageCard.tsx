// The card of the thing under pointer or focus. It stands below the last row, where it covers no log.
import { classNames } from '../../ui/class-names.ts';
import { PartitionGlyph } from '../PartitionGlyph.tsx';
import type { CardFacts } from './stage-facts.ts';

/** Below the last row, or, without room there, above the first one; both cover no log. */
export interface CardPlace {
  readonly left: number;
  readonly width: number;
  readonly isBelow: boolean;
  /** Top of a card that stands above. */
  readonly above: number;
}

export interface StageCardProps {
  readonly card: CardFacts;
  /** At the end of the note: "arrives in 0.2 ms". */
  readonly when?: string | undefined;
  readonly isControlPlane?: boolean;
  readonly isPinned: boolean;
  readonly place: CardPlace;
}

const MOST_FACTS = 3;

/** Title, up to three figures, a sentence. */
export function StageCard({ card, when, isControlPlane = false, isPinned, place }: StageCardProps) {
  return (
    <div
      className="pointer-events-none absolute z-20 rounded-panel border border-line-strong bg-card text-xs text-body"
      style={{
        left: place.left,
        width: place.width,
        [place.isBelow ? 'bottom' : 'top']: place.isBelow ? 0 : place.above,
        borderColor: isPinned ? 'var(--color-ink)' : undefined,
      }}
    >
      <div className="flex items-baseline gap-2 border-b border-line px-3.5 py-1.5">
        {card.partition >= 0 && <PartitionGlyph index={card.partition} />}
        {isControlPlane && (
          <svg viewBox="-6 -6 12 12" width="12" height="12" aria-hidden="true">
            <path d="M0-5 5 0 0 5-5 0Z" fill="var(--color-control)" />
          </svg>
        )}
        <span className="font-mono text-[0.8125rem] font-semibold whitespace-nowrap text-ink">
          {card.title}
        </span>
        <span className="ml-auto truncate">{card.subtitle}</span>
      </div>
      {card.facts.length > 0 && (
        <dl className="grid grid-cols-3 gap-3 px-3.5 py-1.5">
          {card.facts.slice(0, MOST_FACTS).map((fact) => (
            <div key={`${fact.label} ${fact.note}`} className="min-w-0">
              <dt className="truncate font-mono text-[0.6875rem] text-muted">{fact.label}</dt>
              <dd
                className={classNames(
                  'truncate font-mono font-semibold text-ink',
                  fact.value.length > 12 ? 'text-xs leading-5' : 'text-sm',
                )}
              >
                {fact.value}
              </dd>
              <dd className="line-clamp-2 text-[0.6875rem] leading-tight">{fact.note}</dd>
            </div>
          ))}
        </dl>
      )}
      {(card.note !== '' || when !== undefined) && (
        <p className="flex items-end gap-3 border-t border-line px-3.5 py-1.5">
          <span className="line-clamp-2 text-ink">{card.note}</span>
          {when !== undefined && <span className="ml-auto whitespace-nowrap text-muted">{when}</span>}
        </p>
      )}
    </div>
  );
}
