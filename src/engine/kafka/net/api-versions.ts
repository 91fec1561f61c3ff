// The first exchange on every connection: which APIs and versions does the other side speak?
// Simplification: every node speaks the same version, so the answer carries nothing.

import type { Ctx } from '../../kernel/contract.ts';
import type { Message } from '../../kernel/world.ts';
import type { KafkaEvents } from '../events.ts';
import type { ApiVersionsRequest, ApiVersionsResponse } from '../messages.ts';

/**
 * Answers an ApiVersions request at once. True when the message was one, so that a serving node can start its
 * `onMessage` with it. [src: common/requests/ApiVersionsRequest.java, KIP-511]
 */
export function answerApiVersions(conn: number, message: Message, ctx: Ctx<KafkaEvents>): boolean {
  if (message.api !== 'apiVersionsRequest') return false;
  const { correlationId } = message as ApiVersionsRequest;
  const response: ApiVersionsResponse = { api: 'apiVersionsResponse', correlationId };
  ctx.send(conn, response);
  return true;
}
