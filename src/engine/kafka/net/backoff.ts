// How long clients wait before they try again.

import type { Millis } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';

/**
 * Milliseconds to wait before attempt `attempt` (0 = the first repeat): min(max, first x 2^attempt x u), u in [0.8, 1.2).
 * One draw from stream `purpose`, none when first >= max. [src: common/utils/ExponentialBackoff.java]
 */
export function backoffMs(
  ctx: Ctx<KafkaEvents>,
  purpose: string,
  attempt: number,
  firstMs: Millis,
  maxMs: Millis,
): Millis {
  if (firstMs >= maxMs) return maxMs;
  let term = firstMs;
  for (let i = 0; i < attempt && term < maxMs; i++) term *= 2;
  if (term > maxMs) term = maxMs;
  const factor = 0.8 + 0.4 * (ctx.random(purpose) / 4294967296);
  return Math.min(maxMs, Math.floor(term * factor));
}
