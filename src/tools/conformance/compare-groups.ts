// Groups and callbacks, as recorded and as the engine has them.

import type { Callbacks, DescribedGroup } from '../../engine/scenario/story-schema.ts';
import { differs } from './compare.ts';

function sorted(list: readonly string[]): string {
  return [...list].sort().join(' ');
}

/**
 * A member id of ours that the recording never shows was drawn: that alone is no difference. `isOurs`: an id that our
 * client has or had; `isShown`: one that the recording shows for the client at some time.
 */
export function compareGroups(
  recorded: DescribedGroup,
  ours: DescribedGroup,
  isShown: (client: string, id: string) => boolean,
  isOurs: (client: string, id: string) => boolean,
): string[] {
  const lines: string[] = [];
  for (const key of ['state', 'type', 'assignor', 'groupEpoch'] as const) {
    if (recorded[key] !== ours[key]) lines.push(differs(key, recorded[key], ours[key]));
  }
  const clients = Object.keys(recorded.memberIds);
  if (sorted(clients) !== sorted(Object.keys(ours.memberIds))) {
    lines.push(differs('members', clients, Object.keys(ours.memberIds)));
  }
  for (const [client, id] of Object.entries(recorded.memberIds)) {
    const mine = ours.memberIds[client];
    if (mine !== undefined && mine !== id && (isShown(client, mine) || isOurs(client, id)))
      lines.push(differs(`member id of ${client}`, id, mine));
  }
  for (const client of new Set([...Object.keys(recorded.assignment), ...Object.keys(ours.assignment)])) {
    const a = recorded.assignment[client] ?? [];
    const b = ours.assignment[client] ?? [];
    if (sorted(a) !== sorted(b)) lines.push(differs(`assignment of ${client}`, a, b));
  }
  return lines;
}

/** Without empty ones, each as text: "assigned t-0 t-1", or the exception. */
function told(list: Callbacks[string] | undefined): string[] {
  const texts: string[] = [];
  for (const callback of list ?? []) {
    if (typeof callback === 'string') texts.push(callback);
    else {
      for (const [what, tps] of Object.entries(callback)) {
        if (tps !== undefined && tps.length > 0) texts.push(`${what} ${sorted(tps)}`);
      }
    }
  }
  return texts;
}

/** Per member in order. */
export function compareCallbacks(recorded: Callbacks, ours: Callbacks): string[] {
  const lines: string[] = [];
  for (const member of new Set([...Object.keys(recorded), ...Object.keys(ours)])) {
    const a = told(recorded[member]);
    const b = told(ours[member]);
    if (a.join('|') !== b.join('|')) lines.push(differs(`callbacks of ${member}`, a, b));
  }
  return lines;
}
