import type { Player } from '../../player/player-types.ts';

/** Moves the playhead to an event and selects it everywhere. */
export function goToEvent(player: Player, row: number): void {
  const { recording, horizon } = player.getState();
  if (row < 0 || row >= recording.events.length) return;
  const at = recording.events.timeOf(row);
  if (at > horizon) return;
  player.pause();
  player.seek(at);
  player.select({ kind: 'event', row });
}
