// What the run page is made from: a scenario and what was done to it.

import type { Intervention } from '../../engine/kernel/intervention.ts';
import type { Scenario } from '../../engine/scenario/scenario.ts';
import type { SharedSource } from '../../player/shared-run.ts';

/** What the run page shows, once it is known. */
export interface RunInput {
  readonly scenario: Scenario;
  readonly text: string;
  readonly source: SharedSource;
  readonly interventions: readonly Intervention[];
  readonly t: number;
  readonly view: string;
  /** What the sharer saw; '' and 0 when the run was not shared. */
  readonly sharedHash: string;
  readonly sharedEngine: number;
}
