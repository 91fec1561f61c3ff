// Which mechanisms the fidelity page shows: those asked for by the address, of one verdict, with all words of a search.
import type { Mechanism, Room, Verdict } from '../../engine/kafka/fidelity/mechanism.ts';

export interface FidelityFilter {
  /** Ids of mechanisms; empty = all. Unknown ones are passed over. */
  readonly about: readonly string[];
  readonly verdict: Verdict | undefined;
  readonly search: string;
}

/** Rooms with what is left of them; a room without any is left out. */
export function filterRooms(rooms: readonly Room[], filter: FidelityFilter): readonly Room[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  const isWanted = (mechanism: Mechanism) =>
    (filter.about.length === 0 || filter.about.includes(mechanism.id)) &&
    (filter.verdict === undefined || filter.verdict === mechanism.verdict) &&
    hasWords(mechanism, words);
  return rooms
    .map((room) => ({ ...room, mechanisms: room.mechanisms.filter(isWanted) }))
    .filter((room) => room.mechanisms.length > 0);
}

function hasWords(mechanism: Mechanism, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { name, about, verdict, notes, sources, fixtures = [], vectors = [] } = mechanism;
  const text = [name, about, verdict, ...notes.map((note) => note.says), ...sources, ...fixtures, ...vectors]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** How many mechanisms have each verdict. */
export function countVerdicts(rooms: readonly Room[]): Readonly<Record<Verdict, number>> {
  const counts = { exact: 0, simplified: 0, absent: 0 };
  for (const room of rooms) for (const { verdict } of room.mechanisms) counts[verdict]++;
  return counts;
}

/** The ids among these that there are. */
export function knownIds(rooms: readonly Room[], ids: readonly string[]): readonly string[] {
  const known = new Set(rooms.flatMap((room) => room.mechanisms.map((mechanism) => mechanism.id)));
  return ids.filter((id) => known.has(id));
}
