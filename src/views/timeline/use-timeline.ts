// The lanes of the run shown, extended as it is computed. One set of lanes per recording, kept as long as that lives,
// so that going back to an old future costs nothing.

import { clusterView } from '../../engine/kafka/queries.ts';
import type { ClusterView } from '../../engine/kafka/views.ts';
import type { Recording } from '../../engine/kernel/recording-api.ts';
import type { Player } from '../../player/player-types.ts';
import { type TraceData, useTraceData } from '../use-trace-data.ts';
import { createTimelineData, extendTimelineData, type TimelineData } from './timeline-data.ts';

const lanesByRecording = new WeakMap<Recording, TimelineData>();
const startByPlayer = new WeakMap<Player, ClusterView>();

/** The cluster at t = 0, the same for all futures of a player. */
export function clusterAtStart(player: Player): ClusterView {
  let cluster = startByPlayer.get(player);
  if (cluster === undefined) {
    cluster = player.peek(0, ({ world }) => structuredClone(clusterView(world)));
    startByPlayer.set(player, cluster);
  }
  return cluster;
}

/** The lanes of the recording shown, up to what is computed. */
function readTimeline(player: Player): TimelineData {
  const { recording } = player.getState();
  let data = lanesByRecording.get(recording);
  if (data === undefined) {
    data = createTimelineData({
      end: recording.end,
      cluster: clusterAtStart(player),
      describe: (at) => player.peek(at, ({ world }) => structuredClone(clusterView(world))),
    });
    lanesByRecording.set(recording, data);
  }
  extendTimelineData(data, recording.events);
  return data;
}

/** The lanes, and how far they are read. */
export function useTimelineData(player: Player): TraceData<TimelineData> {
  return useTraceData(player, readTimeline);
}
