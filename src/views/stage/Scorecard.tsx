// The promises of the run in six figures: what was acknowledged, and what became of it.
import type { ReactNode } from 'react';
import type { LedgerView } from '../../engine/kafka/views.ts';
import { classNames } from '../../ui/class-names.ts';
import { durationParts, formatCount, formatNumber } from '../../ui/format.ts';

type Tone = 'ink' | 'good' | 'fault' | 'warning';

const TONES: Record<Tone, string> = {
  ink: 'text-ink',
  good: 'text-good-text',
  fault: 'text-fault-text',
  warning: 'text-warning-text',
};

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly tone: Tone;
  readonly note?: ReactNode;
  readonly grow: number;
}

function Figure({ name, value, tone, note, grow }: FigureProps) {
  return (
    <div
      className="min-w-0 rounded-card border border-line bg-card px-3 py-1 group-[.is-narrow]:px-2"
      style={{ flex: `${grow} 1 ${grow * 4.9}rem` }}
    >
      <dt className="truncate text-xs text-muted">{name}</dt>
      <dd className="truncate text-xs text-muted">
        <span className={`font-mono text-base leading-5 font-semibold ${TONES[tone]}`}>{value}</span>
        {note !== undefined && <span className="ml-1.5 group-[.is-narrow]:hidden">{note}</span>}
      </dd>
    </div>
  );
}

/** Good at zero; red when something is gone, amber while it is not known. */
function lostTone(ledger: LedgerView): Tone {
  if (ledger.ackedLost > 0) return 'fault';
  return ledger.ackedAtRisk > 0 ? 'warning' : 'good';
}

export interface ScorecardProps {
  readonly ledger: LedgerView;
  readonly partitions: number;
  /** One row of small figures, without remarks. */
  readonly isNarrow: boolean;
}

/** Six figures in a row; on narrow screens in more rows. */
export function Scorecard({ ledger, partitions, isNarrow }: ScorecardProps) {
  const [slowest, unit] = durationParts(ledger.slowestAckMs * 1000);
  return (
    <dl
      aria-label="Scorecard"
      className={classNames('group flex gap-2', isNarrow ? 'is-narrow flex-nowrap' : 'flex-wrap md:gap-3')}
    >
      <Figure
        name="acknowledged"
        value={formatNumber(ledger.acknowledged)}
        tone="ink"
        note="records"
        grow={1.3}
      />
      <Figure
        name="lost"
        value={formatNumber(ledger.ackedLost)}
        tone={lostTone(ledger)}
        note={ledger.ackedAtRisk > 0 ? `${formatNumber(ledger.ackedAtRisk)} at risk` : 'of these'}
        grow={1.1}
      />
      <Figure
        name="duplicates"
        value={formatNumber(ledger.dupInLog)}
        tone={ledger.dupInLog > 0 ? 'warning' : 'good'}
        note={ledger.dupDelivered > 0 ? `${formatNumber(ledger.dupDelivered)} read again` : 'in the log'}
        grow={1}
      />
      <Figure
        name="under-replicated"
        value={formatNumber(ledger.underReplicated)}
        tone={ledger.underReplicated > 0 ? 'warning' : 'ink'}
        note={`of ${formatCount(partitions, 'partition')}`}
        grow={1.6}
      />
      <Figure
        name={isNarrow ? 'lag' : 'consumer lag'}
        value={formatNumber(ledger.lag)}
        tone="ink"
        note="records"
        grow={1.2}
      />
      <Figure
        name={isNarrow ? 'slowest ack' : 'slowest acknowledgement'}
        value={isNarrow ? `${slowest} ${unit}` : slowest}
        tone={ledger.slowestAckMs >= 1000 ? 'warning' : 'ink'}
        note={unit}
        grow={1.9}
      />
    </dl>
  );
}
