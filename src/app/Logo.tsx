/** The mark: a line that breaks. Decoration; its link is named. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 20" width="30" height="19" aria-hidden="true" className="shrink-0">
      <path
        d="M1.5 18.5 9 3l6 11 6.5-12L30.5 18.5"
        fill="none"
        stroke="var(--color-fault)"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
