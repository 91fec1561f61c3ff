// The groups of the run shown, extended as it is computed. Kept as long as the recording lives.

import type { Recording } from '../../engine/kernel/recording-api.ts';
import type { Player } from '../../player/player-types.ts';
import { clusterAtStart } from '../timeline/use-timeline.ts';
import { type TraceData, useTraceData } from '../use-trace-data.ts';
import { extendGroupData } from './group-data.ts';
import { createGroupData, type GroupData } from './group-track.ts';

const dataByRecording = new WeakMap<Recording, GroupData>();

function readGroups(player: Player): GroupData {
  const { recording } = player.getState();
  let data = dataByRecording.get(recording);
  if (data === undefined) {
    data = createGroupData(recording.end, clusterAtStart(player));
    dataByRecording.set(recording, data);
  }
  extendGroupData(data, recording.events);
  return data;
}

/** The groups, and how far they are read. */
export function useGroupData(player: Player): TraceData<GroupData> {
  return useTraceData(player, readGroups);
}
