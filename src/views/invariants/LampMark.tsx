import type { LampState } from './lamps.ts';

const COLORS: Record<LampState, string> = {
  holds: 'text-good',
  excused: 'text-warning-text',
  broken: 'text-fault',
  wrong: 'text-fault',
  unknown: 'text-muted',
};

/** A lamp: a disc with a tick, a dashed ring, a square with a cross, a small ring. The word beside it says the same. */
export function LampMark({ state }: { readonly state: LampState }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
      className={`shrink-0 ${COLORS[state]}`}
    >
      {state === 'holds' && (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" />
          <path
            d="M4.8 8.3l2.2 2.2 4.2-4.8"
            fill="none"
            stroke="var(--color-card)"
            strokeWidth="1.8"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </>
      )}
      {state === 'excused' && (
        <>
          <circle
            cx="8"
            cy="8"
            r="6.2"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
            strokeDasharray="3 1.9"
          />
          <circle cx="8" cy="8" r="2.2" fill="currentColor" />
        </>
      )}
      {(state === 'broken' || state === 'wrong') && (
        <>
          <rect x="1" y="1" width="14" height="14" rx="2.5" fill="currentColor" />
          <path
            d="M5 5l6 6M11 5l-6 6"
            stroke="var(--color-card)"
            strokeWidth="1.8"
            strokeLinecap="round"
            fill="none"
          />
        </>
      )}
      {state === 'unknown' && (
        <circle cx="8" cy="8" r="4" fill="none" stroke="currentColor" strokeWidth="1.4" />
      )}
    </svg>
  );
}
