// Exact, simplified, absent: a full, a half and an empty disc with its word.
import type { Verdict } from '../../engine/kafka/fidelity/mechanism.ts';
import { Chip, type ChipTone } from '../../ui/Chip.tsx';

const TONES: Record<Verdict, ChipTone> = { exact: 'good', simplified: 'plain', absent: 'down' };

/** The disc alone. */
export function VerdictDisc({ verdict }: { readonly verdict: Verdict }) {
  return (
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" className="shrink-0">
      <circle
        cx="6"
        cy="6"
        r="4.5"
        fill={verdict === 'exact' ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth="1.5"
        {...(verdict === 'absent' ? { strokeDasharray: '2 1.6' } : {})}
      />
      {verdict === 'simplified' && <path d="M6 1.5a4.5 4.5 0 0 0 0 9z" fill="currentColor" />}
    </svg>
  );
}

/** Disc and word. */
export function VerdictMark({ verdict }: { readonly verdict: Verdict }) {
  return (
    <Chip tone={TONES[verdict]}>
      <VerdictDisc verdict={verdict} />
      {verdict}
    </Chip>
  );
}
