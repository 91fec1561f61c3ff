// Says that the picture shows another run than the step's, because a claim led there, and leads back.
import { Button } from '../../ui/Button.tsx';
import type { Attempt, AttemptState } from './attempt-types.ts';

interface VisitBarProps {
  readonly attempt: Attempt;
  readonly state: AttemptState;
}

/** Empty while the step's own run is shown. */
export function VisitBar({ attempt, state: { visited } }: VisitBarProps) {
  return (
    <div role="status">
      {visited !== undefined && (
        <div className="flex flex-wrap items-center gap-3 border-b border-line-strong bg-sunken px-4 py-2 text-sm text-ink">
          <p className="min-w-0 flex-1">
            Another run: <strong>{attempt.titleOf(visited)}</strong>
          </p>
          <Button size="small" onClick={attempt.leave}>
            Back to this step’s run
          </Button>
        </div>
      )}
    </div>
  );
}
