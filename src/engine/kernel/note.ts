// Writing the kernel's own events.

import type { KernelEvents, Row } from './events.ts';
import { writeRow } from './row-writer.ts';
import type { Run } from './run-state.ts';
import { internString, kindNamed } from './trace.ts';
import type { Entry, Message } from './world.ts';

/** Writes a kernel event and shows it to the observer. */
export function note<K extends keyof KernelEvents & string>(
  run: Run,
  node: string,
  type: K,
  fields: Readonly<Record<string, unknown>>,
  cause: Row,
  blocked: Row = -1,
): Row {
  const kind = kindNamed(run.trace, type);
  const because = blocked >= 0 ? { blocked } : undefined;
  const row = writeRow(run.trace, run.world, internString(run.trace, node), kind, fields, cause, because);
  kind.observe?.(run.world.observer as never, run.world, run.store, node, fields as never);
  return row;
}

/** A message that will not arrive: says why, and which fault was behind it. */
export function noteDropped(run: Run, entry: Entry, reason: string, blocked: Row): void {
  const fields = { from: entry.from, api: (entry.message as Message).api, sentAt: entry.sentAt, reason };
  note(run, entry.node, 'message.dropped', fields, entry.cause, blocked);
}
