// Which partition's row a message rides, and whether it is the control plane's: the part that is asked for every
// message of every frame, so it makes no text.

import type { Entry, NodeId, World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import { replicaOf } from '../broker/hosted.ts';
import type {
  FetchRequest,
  FetchResponse,
  KafkaMessage,
  ListOffsetsRequest,
  ListOffsetsResponse,
  ProduceRequest,
  ProduceResponse,
} from '../messages.ts';
import type { TopicPartition } from '../names.ts';
import type { MessageRoute } from '../views.ts';

/** APIs that carry records or positions of partitions, and clients' book-keeping; everything else is the control plane. */
const DATA_PLANE: Readonly<Record<string, true>> = {
  produceRequest: true,
  produceResponse: true,
  fetchRequest: true,
  fetchResponse: true,
  listOffsetsRequest: true,
  listOffsetsResponse: true,
  shareFetchRequest: true,
  shareFetchResponse: true,
  shareAcknowledgeRequest: true,
  shareAcknowledgeResponse: true,
  offsetForLeaderEpochRequest: true,
  offsetForLeaderEpochResponse: true,
  initProducerIdRequest: true,
  initProducerIdResponse: true,
  apiVersionsRequest: true,
  apiVersionsResponse: true,
};

interface OnPartition {
  readonly tp: TopicPartition;
}

/** The parts of a message that name a partition, in its own order. */
export function partitionsOf(message: KafkaMessage): readonly OnPartition[] {
  switch (message.api) {
    case 'produceRequest':
      return (message as ProduceRequest).batches;
    case 'produceResponse':
      return (message as ProduceResponse).results;
    case 'fetchRequest':
      return (message as FetchRequest).partitions;
    case 'fetchResponse':
      return (message as FetchResponse).results;
    case 'listOffsetsRequest':
      return (message as ListOffsetsRequest).partitions;
    case 'listOffsetsResponse':
      return (message as ListOffsetsResponse).results;
    case 'shareFetchResponse':
    case 'shareAcknowledgeResponse':
      return message.results;
    case 'shareAcknowledgeRequest':
      return message.acknowledgements;
    case 'shareFetchRequest':
      return message.acknowledgements.length > 0
        ? message.acknowledgements
        : message.partitions.map((tp) => ({ tp }));
    default:
      return [];
  }
}

/** Of a follower's fetch, the first partition whose offset moved since the leader last heard of it. */
function movedPartition(
  world: World | undefined,
  to: NodeId,
  request: FetchRequest,
): TopicPartition | undefined {
  const leader = world?.nodes[to] as BrokerNode | undefined;
  if (leader === undefined || leader.kind !== 'broker' || !leader.isUp || request.replicaId < 0)
    return undefined;
  for (const p of request.partitions) {
    const remote = replicaOf(leader.memory, p.tp)?.remotes.find((r) => r.brokerId === request.replicaId);
    if (remote !== undefined && remote.logEndOffset !== p.fetchOffset) return p.tp;
  }
  return undefined;
}

/** The row it rides: of a fetch that names several partitions the one whose offset moved or that brings records. */
export function rowOf(entry: Entry, world: World | undefined): TopicPartition {
  const message = entry.message as KafkaMessage;
  const all = partitionsOf(message);
  const first = all[0]?.tp ?? '';
  if (all.length < 2) return first;
  if (message.api === 'fetchRequest')
    return movedPartition(world, entry.node, message as FetchRequest) ?? first;
  if (message.api === 'fetchResponse') {
    return (message as FetchResponse).results.find((r) => r.records.tail >= 0)?.tp ?? first;
  }
  return first;
}

/** Route of one queue entry of kind MESSAGE. `world` is needed to tell which partition of a fetch has moved. */
export function routeOf(entry: Entry, world?: World): MessageRoute {
  const { api } = entry.message as KafkaMessage;
  return {
    isResponse: api.endsWith('Response'),
    isControlPlane: DATA_PLANE[api] !== true,
    tp: rowOf(entry, world),
  };
}
