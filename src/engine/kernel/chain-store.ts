// An append-only store of log batches as persistent linked chains. A log is the id of its last batch: a follower that
// copied a prefix shares it, truncation steps back, a checkpoint holds one number per log. Each entry has a jump
// pointer (skew-binary, Myers 1983), so that finding the batch of an offset takes O(log n) steps.
// Ids are handed out by the world (`chainLength`), so a replay writes the same values to the same places.

/** Id of a batch in the store; -1 = before the first batch. */
export type BatchId = number;
export const NO_BATCH = -1;

/** Small enough that a short run of a search does not pay for a long one's room. */
const CHUNK_BITS = 9;
export const CHUNK_SIZE = 1 << CHUNK_BITS;
const MASK = CHUNK_SIZE - 1;

/** Fixed columns; node kinds name the free ones after them. */
export const PREV = 0;
export const JUMP = 1;
export const DEPTH = 2;
/** First offset of the batch. */
export const BASE_OFFSET = 3;
/** Last offset of the batch. */
export const LAST_OFFSET = 4;
/** Bytes of this batch and of all before it in the chain. */
export const CUMULATIVE_BYTES = 5;
export const FIRST_FREE_COLUMN = 6;

export interface ChainStore {
  /** Columns of an entry. */
  readonly width: number;
  /** Entries lie row by row, so that one batch is in one or two cache lines: [id >> CHUNK_BITS][(id & MASK) * width + column]. */
  readonly chunks: Float64Array[];
  /** Rare structured content (metadata records), by id. */
  readonly payloads: Map<BatchId, unknown>;
}

export function createChainStore(freeColumns: number): ChainStore {
  const width = FIRST_FREE_COLUMN + freeColumns;
  return { width, chunks: [], payloads: new Map() };
}

export function chainGet(store: ChainStore, column: number, id: BatchId): number {
  return (store.chunks[id >> CHUNK_BITS] as Float64Array)[(id & MASK) * store.width + column] as number;
}

export function chainSet(store: ChainStore, column: number, id: BatchId, value: number): void {
  chainChunk(store, id)[chainRow(store, id) + column] = value;
}

/** For writing a whole entry: the chunk that holds it; `chainRow` says where its columns begin there. */
export function chainChunk(store: ChainStore, id: BatchId): Float64Array {
  const { chunks, width } = store;
  const chunk = id >> CHUNK_BITS;
  while (chunks.length <= chunk) chunks.push(new Float64Array(CHUNK_SIZE * width));
  return chunks[chunk] as Float64Array;
}

/** Index of the first column of an entry in its chunk. */
export function chainRow(store: ChainStore, id: BatchId): number {
  return (id & MASK) * store.width;
}

/** Where an entry behind `prev` jumps to: over two jumps of one length, else to `prev`. */
function jumpBehind(store: ChainStore, prev: BatchId, depth: number, prevJump: BatchId): BatchId {
  if (prevJump === NO_BATCH) return prev;
  const chunk = store.chunks[prevJump >> CHUNK_BITS] as Float64Array;
  const at = (prevJump & MASK) * store.width;
  const jumpJump = chunk[at + JUMP] as number;
  if (jumpJump === NO_BATCH) return prev;
  const middle = chunk[at + DEPTH] as number;
  return depth - middle === middle - chainGet(store, DEPTH, jumpJump) ? jumpJump : prev;
}

/** Writes entry `id` behind `prev`. Free columns are written by the caller with `chainSet`. */
export function chainLink(
  store: ChainStore,
  id: BatchId,
  prev: BatchId,
  baseOffset: number,
  lastOffset: number,
  bytes: number,
): void {
  let jump = NO_BATCH;
  let depth = 0;
  let cumulative = bytes;
  if (prev !== NO_BATCH) {
    const before = store.chunks[prev >> CHUNK_BITS] as Float64Array;
    const at = (prev & MASK) * store.width;
    const prevDepth = before[at + DEPTH] as number;
    depth = prevDepth + 1;
    cumulative += before[at + CUMULATIVE_BYTES] as number;
    jump = jumpBehind(store, prev, prevDepth, before[at + JUMP] as number);
  }
  const chunk = chainChunk(store, id);
  const row = chainRow(store, id);
  chunk[row + PREV] = prev;
  chunk[row + JUMP] = jump;
  chunk[row + DEPTH] = depth;
  chunk[row + BASE_OFFSET] = baseOffset;
  chunk[row + LAST_OFFSET] = lastOffset;
  chunk[row + CUMULATIVE_BYTES] = cumulative;
}

/**
 * The earliest batch of the chain ending in `tail` whose value in `column` is >= `value`; NO_BATCH if even the tail's
 * is smaller. The column must not fall along the chain (offsets, cumulative bytes, leader epochs).
 */
export function chainFindFirstAtLeast(
  store: ChainStore,
  tail: BatchId,
  column: number,
  value: number,
): BatchId {
  if (tail === NO_BATCH || chainGet(store, column, tail) < value) return NO_BATCH;
  let at = tail;
  for (;;) {
    // Asked first: mostly it is the newest batch that is looked for, and the one before it is near at hand.
    const prev = chainGet(store, PREV, at);
    if (prev === NO_BATCH || chainGet(store, column, prev) < value) return at;
    const jump = chainGet(store, JUMP, at);
    at = jump !== NO_BATCH && chainGet(store, column, jump) >= value ? jump : prev;
  }
}

/** The latest batch of the chain whose value in `column` is < `value`; NO_BATCH if none. Same condition on the column. */
export function chainFindLastBelow(store: ChainStore, tail: BatchId, column: number, value: number): BatchId {
  if (tail === NO_BATCH || chainGet(store, column, tail) < value) return tail;
  return chainGet(store, PREV, chainFindFirstAtLeast(store, tail, column, value));
}

/** True when `ancestor` lies on the chain that ends in `tail`. NO_BATCH is on every chain. */
export function chainContains(store: ChainStore, tail: BatchId, ancestor: BatchId): boolean {
  if (ancestor === NO_BATCH) return true;
  const depth = chainGet(store, DEPTH, ancestor);
  let at = tail;
  while (at !== NO_BATCH && chainGet(store, DEPTH, at) > depth) {
    const jump = chainGet(store, JUMP, at);
    at = jump !== NO_BATCH && chainGet(store, DEPTH, jump) >= depth ? jump : chainGet(store, PREV, at);
  }
  return at === ancestor;
}

/** Copies the first `length` entries, sharing full chunks: what a fork starts from. */
export function chainFork(store: ChainStore, length: number): ChainStore {
  const full = length >> CHUNK_BITS;
  const chunks = store.chunks.slice(0, full);
  const rest = store.chunks[full];
  if (rest !== undefined && (length & MASK) > 0) chunks.push(rest.slice());
  const payloads = new Map<BatchId, unknown>();
  for (const [id, payload] of store.payloads) if (id < length) payloads.set(id, payload);
  return { width: store.width, chunks, payloads };
}
