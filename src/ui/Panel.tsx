// A framed part of a page with a title.
import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

export interface PanelProps {
  readonly title?: string;
  /** At the right end of the title's line. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A card; with a title it is a region of that name. */
export function Panel({ title, actions, children, className }: PanelProps) {
  const id = useId();
  return (
    <section
      {...(title === undefined ? {} : { 'aria-labelledby': id })}
      className={classNames('rounded-panel border border-line bg-card', className)}
    >
      {title !== undefined && (
        <header className="flex items-center gap-3 border-b border-line px-4 py-2.5">
          <h2 id={id} className="flex-1 text-sm font-semibold text-ink">
            {title}
          </h2>
          {actions}
        </header>
      )}
      <div className="px-4 py-3">{children}</div>
    </section>
  );
}
