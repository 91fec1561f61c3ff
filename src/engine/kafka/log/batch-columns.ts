// What one batch of a partition log is made of: the free columns of the chain store. A metadata batch uses the same
// store with its records as payload.

import { FIRST_FREE_COLUMN } from '../../kernel/chain-store.ts';

/** Records in the batch. */
export const COUNT = FIRST_FREE_COLUMN;
/** partitionLeaderEpoch, stamped by the leader at append; raft epoch of a metadata batch. */
export const LEADER_EPOCH = FIRST_FREE_COLUMN + 1;
export const PRODUCER_ID = FIRST_FREE_COLUMN + 2;
export const PRODUCER_EPOCH = FIRST_FREE_COLUMN + 3;
export const BASE_SEQUENCE = FIRST_FREE_COLUMN + 4;
/** Ledger identity: producing client (index in the scenario, -1 none) and its first record number for the partition. */
export const CLIENT = FIRST_FREE_COLUMN + 5;
export const FIRST_RECORD = FIRST_FREE_COLUMN + 6;
/** When the leader appended it, in µs. */
export const APPENDED_AT = FIRST_FREE_COLUMN + 7;
/** When the application handed over its first record, in µs; -1 for none. */
export const CREATED_AT = FIRST_FREE_COLUMN + 8;

export const FREE_COLUMNS = 9;
