// The opening of a run: its world at t = 0 as plain data. Made when the site is built, so that a page can show how a
// run begins before the engine, which is large, has been loaded.

import {
  type BatchId,
  type ChainStore,
  chainGet,
  chainSet,
  createChainStore,
  FIRST_FREE_COLUMN,
} from './chain-store.ts';
import type { Frame } from './recording-api.ts';
import type { World } from './world.ts';

/** JSON in, JSON out. */
export interface Opening {
  readonly world: World;
  /** The batches that there are at t = 0, by column. */
  readonly columns: readonly (readonly number[])[];
  readonly payloads: readonly (readonly [BatchId, unknown])[];
}

/** The opening of a run, from its first frame. */
export function openingOf({ t, world, store }: Frame): Opening {
  if (t !== 0) throw new Error(`Faultline: an opening is at t = 0, not at ${t}`);
  const ids = Array.from({ length: world.chainLength }, (_, id) => id);
  const opening: Opening = {
    world,
    columns: Array.from({ length: store.width }, (_, column) => ids.map((id) => chainGet(store, column, id))),
    payloads: [...store.payloads].filter(([id]) => id < world.chainLength),
  };
  return JSON.parse(JSON.stringify(opening)) as Opening;
}

/** The frame at t = 0. It knows no events: whoever reads those needs the recording. */
export function frameOfOpening({ world, columns, payloads }: Opening): Frame {
  const store: ChainStore = createChainStore(columns.length - FIRST_FREE_COLUMN);
  columns.forEach((values, column) => {
    values.forEach((value, id) => {
      chainSet(store, column, id, value);
    });
  });
  for (const [id, payload] of payloads) store.payloads.set(id, payload);
  return { t: 0, version: 0, world, store, rows: 0 };
}
