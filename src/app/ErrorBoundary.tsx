// A page that fails says so: never a blank page, and nothing of the reader's is lost by it.
import { Component, type ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';

interface ErrorBoundaryProps {
  /** Another key is another page: the error is over. */
  readonly resetKey: string;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: Error | undefined;
  readonly resetKey: string;
}

/** Shows what went wrong in place of the page beneath it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: undefined, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<ErrorBoundaryState> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(
    props: ErrorBoundaryProps,
    state: ErrorBoundaryState,
  ): Partial<ErrorBoundaryState> | null {
    return props.resetKey === state.resetKey ? null : { error: undefined, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <FailurePage message={error.message} />;
  }
}

function isLoadFailure(message: string): boolean {
  return /dynamically imported module|Failed to fetch|error loading/i.test(message);
}

function FailurePage({ message }: { readonly message: string }) {
  const hint = isLoadFailure(message)
    ? 'A part of the site could not be loaded. You may be offline, or the site has just been updated.'
    : 'This page has failed. What you have done so far is kept; loading the page again usually helps.';
  return (
    <div role="alert" className="mx-auto flex max-w-xl flex-col gap-4 px-4 py-16">
      <h1 className="text-2xl">Something went wrong</h1>
      <p>{hint}</p>
      <pre className="overflow-x-auto rounded-card border border-line bg-card p-3 text-xs whitespace-pre-wrap">
        {message}
      </pre>
      <div className="flex gap-2">
        <Button variant="primary" onClick={() => location.reload()}>
          Load the page again
        </Button>
        <a
          className="inline-flex min-h-11 items-center px-3 text-sm font-medium text-ink underline md:min-h-9"
          href="#/"
        >
          Go to the start
        </a>
      </div>
    </div>
  );
}
