// Messages on their way at one moment.

import { type Entry, MESSAGE, type World } from '../../kernel/world.ts';
import type { KafkaMessage } from '../messages.ts';
import type { FlightView } from '../views.ts';
import { factsOf } from './flight-facts.ts';
import { partitionsOf, routeOf } from './message-route.ts';

/** One message with its facts. `entry` is a queue entry of kind MESSAGE. */
export function viewFlight(world: World, entry: Entry): FlightView {
  const message = entry.message as KafkaMessage;
  const route = routeOf(entry, world);
  return {
    id: entry.seq,
    from: entry.from,
    to: entry.node,
    api: message.api,
    ...route,
    sentAt: entry.sentAt,
    deliverAt: entry.at,
    others: partitionsOf(message)
      .map((p) => p.tp)
      .filter((tp) => tp !== route.tp),
    ...factsOf(world, message, entry.node, route.tp),
  };
}

/** All of them, by arrival time. */
export function viewFlights(world: World): FlightView[] {
  return world.queue
    .filter((entry) => entry.kind === MESSAGE && entry.message !== 0)
    .sort((a, b) => a.at - b.at || a.seq - b.seq)
    .map((entry) => viewFlight(world, entry));
}
