// The pace of the home page's run: slow while a record is on its way, fast to the next one. Looks ahead in the trace,
// which is computed before the playhead gets there.

import { messagesInFlight } from '../../engine/kafka/facts/queries.ts';
import type { FlightView } from '../../engine/kafka/views.ts';
import type { Player } from '../../player/player-types.ts';

/** While a message of the partition flies: a millisecond of the run takes a quarter of a second. */
const FLIGHT_SPEED = 0.004;
/** The next record is reached within about this much wall time. */
const APPROACH_MS = 120;
const FASTEST = 1;

/** Messages of one partition that are under way at the playhead. */
export function flightsOf(player: Player, tp: string): FlightView[] {
  const frame = player.frame();
  return messagesInFlight(frame.world, frame.store).filter(
    (flight) => flight.tp === tp && !flight.isControlPlane,
  );
}

/** Speed for the gap (µs of the run) to the next record. */
export function heroSpeed(isFlying: boolean, gap: number): number {
  if (isFlying) return FLIGHT_SPEED;
  return Math.min(FASTEST, Math.max(FLIGHT_SPEED, gap / 1000 / APPROACH_MS));
}

/** Sets the speed for what is shown now. */
export function paceHero(player: Player, isFlying: boolean): void {
  const { t, recording, speed } = player.getState();
  const next = recording.events.find(recording.events.rowsUntil(t), 1, (type) => type === 'batch.sent');
  const gap = next < 0 ? Number.POSITIVE_INFINITY : recording.events.timeOf(next) - t;
  const wanted = heroSpeed(isFlying, gap);
  if (Math.abs(wanted - speed) > speed * 0.05) player.setSpeed(wanted);
}
