// The way from a run or a lesson to its part of the fidelity page.
import { fidelityHash } from '../router.ts';

interface FidelityLinkProps {
  /** As the address of the page takes it. */
  readonly about: readonly string[];
  /** "this run", "this lesson". */
  readonly what: string;
}

/** One line. */
export function FidelityLink({ about, what }: FidelityLinkProps) {
  return (
    <a
      href={fidelityHash(about)}
      className="inline-flex min-h-11 items-center self-start text-sm text-ink underline lg:min-h-8"
    >
      How faithful {what} is to Kafka
    </a>
  );
}
