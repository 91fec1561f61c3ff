// Why? The chain of causes of one event, back to the fault and the setting that mattered.

import type { Row, TraceEvent } from '../../kernel/events.ts';
import type { TraceReader } from '../../kernel/recording-api.ts';

/** How an entry stands to the one before it in the chain. */
export type Relation = 'cause' | 'lastHeard' | 'blockedBy' | 'setting';

export interface Reason {
  /** Row that it is about; of a setting, the row whose time it ended. */
  readonly row: Row;
  readonly relation: Relation;
  readonly text: string;
}

/** Entries of one answer, and rows walked to find them. */
export const MAX_REASONS = 12;
const MAX_STEPS = 500;

/** Transport: what a cause passed through on its way. It explains nothing by itself. */
function isTransport(type: string): boolean {
  return type === 'message.delivered' || type === 'connection.opened';
}

function push(
  reasons: Reason[],
  events: TraceReader,
  row: Row,
  relation: Relation,
  write: (event: TraceEvent) => string,
): void {
  if (reasons.some((reason) => reason.row === row && reason.relation !== 'setting')) return;
  reasons.push({ row, relation, text: write(events.event(row)) });
}

/**
 * From an event back: its cause, the cause of that, and so on; where an event came by absence, what was last heard, what
 * kept the next from coming, and the setting whose time was over. Newest first. Causes are older than their effects, so
 * the walk ends.
 */
export function chainOf(
  events: TraceReader,
  row: Row,
  write: (event: TraceEvent) => string,
  writeSetting: (node: string, setting: string) => string,
): Reason[] {
  const reasons: Reason[] = [];
  let at = row;
  for (let step = 0; step < MAX_STEPS && at >= 0 && at < events.length; step++) {
    const event = events.event(at);
    if (at !== row && !isTransport(event.type)) push(reasons, events, at, 'cause', write);
    let next = event.cause;
    const { because } = event;
    if (because !== undefined) {
      if (because.setting !== undefined)
        reasons.push({ row: at, relation: 'setting', text: writeSetting(event.node, because.setting) });
      if (because.heard !== undefined && because.heard >= 0)
        push(reasons, events, because.heard, 'lastHeard', write);
      if (because.blocked !== undefined && because.blocked >= 0) {
        push(reasons, events, because.blocked, 'blockedBy', write);
        next = events.causeOf(because.blocked);
      }
    }
    if (next >= at) break;
    at = next;
  }
  if (reasons.length <= MAX_REASONS) return reasons;
  // The newest and the oldest say most.
  return [...reasons.slice(0, MAX_REASONS / 2), ...reasons.slice(reasons.length - MAX_REASONS / 2)];
}
