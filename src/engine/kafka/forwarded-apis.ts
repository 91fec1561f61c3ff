// The admin calls that brokers forward to the active controller, and what their answers are called.
// [src: common/protocol/ApiKeys.java (forwardable); KIP-590]

import type { AdminResponse, ForwardedApi } from './messages.ts';

/** How the answer to each forwarded request is called. */
export const RESPONSE_OF: Readonly<Record<ForwardedApi, AdminResponse['api']>> = {
  createTopicsRequest: 'createTopicsResponse',
  createPartitionsRequest: 'createPartitionsResponse',
  incrementalAlterConfigsRequest: 'incrementalAlterConfigsResponse',
  electLeadersRequest: 'electLeadersResponse',
  describeQuorumRequest: 'describeQuorumResponse',
};
