// The groups of the run shown, extended as it is computed. Kept as long as the recording lives.

import { useEffect, useState } from 'react';
import type { Recording } from '../../engine/kernel/recording-api.ts';
import type { Player } from '../../player/player-types.ts';
import { clusterAtStart } from '../timeline/use-timeline.ts';
import { extendGroupData } from './group-data.ts';
import { createGroupData, type GroupData } from './group-track.ts';

const MIN_GAP_MS = 150;

const dataByRecording = new WeakMap<Recording, GroupData>();

function read(player: Player) {
  const { recording, computedTo, current } = player.getState();
  let data = dataByRecording.get(recording);
  if (data === undefined) {
    data = createGroupData(recording.end, clusterAtStart(player));
    dataByRecording.set(recording, data);
  }
  extendGroupData(data, recording.events);
  return { data, version: `${current} ${data.version} ${computedTo}` };
}

/** The groups and how often they changed; renders again when they did, a few times a second at most. */
export function useGroupData(player: Player): { readonly data: GroupData; readonly version: string } {
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
