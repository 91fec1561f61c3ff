// The lanes of the run shown, extended as it is computed. One set of lanes per recording, kept as long as that lives,
// so that going back to an old future costs nothing.

import { useEffect, useState } from 'react';
import { clusterView } from '../../engine/kafka/queries.ts';
import type { ClusterView } from '../../engine/kafka/views.ts';
import type { Recording } from '../../engine/kernel/recording-api.ts';
import type { Player } from '../../player/player-types.ts';
import { createTimelineData, extendTimelineData, type TimelineData } from './timeline-data.ts';

const MIN_GAP_MS = 150;

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
export function readTimeline(player: Player): TimelineData {
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

/** The lanes and how often they changed; renders again when they did, a few times a second at most. */
export function useTimelineData(player: Player): { readonly data: TimelineData; readonly version: string } {
  const [shown, setShown] = useState(() => read(player));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      timer = undefined;
      const next = read(player);
      setShown((was) => (was.data === next.data && was.version === next.version ? was : next));
    };
    update();
    const unsubscribe = player.subscribe((state, previous) => {
      if (state.recording !== previous.recording) {
        clearTimeout(timer);
        update();
      } else if (state.computedTo !== previous.computedTo) timer ??= setTimeout(update, MIN_GAP_MS);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [player]);
  return shown;
}

function read(player: Player) {
  const data = readTimeline(player);
  const { computedTo, current } = player.getState();
  return { data, version: `${current} ${data.version} ${computedTo}` };
}
