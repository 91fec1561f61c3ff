// The answer to a request whose write came to nothing: the same kind of response, with the error.
// [src: group-coordinator/GroupCoordinatorService.java: handleOperationException]

import type { GroupResponse } from '../group-messages.ts';
import type { ErrorName } from '../names.ts';
import type { ShareGroupStateResponse } from '../share-messages.ts';

/** `response` as it would have been on success, turned into a failure. */
export function failedAnswer(
  response: GroupResponse | ShareGroupStateResponse,
  error: ErrorName,
): GroupResponse | ShareGroupStateResponse {
  switch (response.api) {
    case 'offsetCommitResponse':
      return { ...response, results: response.results.map((r) => ({ tp: r.tp, error })) };
    case 'consumerGroupHeartbeatResponse':
    case 'shareGroupHeartbeatResponse': {
      const { api, correlationId, memberId, heartbeatIntervalMs } = response;
      return { api, correlationId, memberId, heartbeatIntervalMs, error, memberEpoch: -1 };
    }
    case 'offsetForLeaderEpochResponse':
      return response;
    default:
      return { ...response, error };
  }
}
