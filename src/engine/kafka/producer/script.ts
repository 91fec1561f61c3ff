// An application with a fixed job: it hands over given records, flushes, closes and ends. Players of recorded stories
// make one per step; its producer is the same as everybody's.

import type { Ctx } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';
import { sendRecord } from './accumulator.ts';
import type { ProducerNode, ProducerScript } from './producer-state.ts';

/** The application's thread goes on until send() blocks. True when there is something new for the sender to look at. */
export function handOver(node: ProducerNode, script: ProducerScript, ctx: Ctx<KafkaEvents>): boolean {
  const { memory } = node;
  if (memory.isClosing || memory.blocked.length > 0) return false;
  const before = memory.handedOver ?? 0;
  let handed = before;
  while (handed < script.count && memory.blocked.length === 0) {
    if (script.isOneByOne && memory.bufferedBytes > 0) break;
    ctx.cause = -1;
    sendRecord(node, handed, ctx);
    handed++;
  }
  memory.handedOver = handed;
  return handed > before;
}

/** Everything was handed over and nothing waits inside send(): the application flushes and closes. */
export function isHandedOver(node: ProducerNode, script: ProducerScript): boolean {
  const { memory } = node;
  return !memory.isClosing && memory.blocked.length === 0 && (memory.handedOver ?? 0) >= script.count;
}
