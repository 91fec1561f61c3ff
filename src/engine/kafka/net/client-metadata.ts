// What a client knows of the cluster, and when it asks again. [src: clients/Metadata.java, NetworkClient.DefaultMetadataUpdater]

import type { Millis } from '../../../base/units.ts';
import type { NodeId } from '../../kernel/world.ts';
import type { BrokerEndpoint, PartitionMetadata } from '../messages.ts';
import type { TopicPartition } from '../names.ts';

export interface ClientMetadata {
  bootstrap: NodeId[];
  topics: string[];
  /** Empty until the first answer: then the bootstrap list is used. */
  brokers: BrokerEndpoint[];
  partitions: Record<TopicPartition, PartitionMetadata>;
  /** Topic to number of partitions. */
  partitionCounts: Record<string, number>;
  isUpdateRequested: boolean;
  /** Answers in a row that brought nothing newer. */
  equivalentResponses: number;
  failedAttempts: number;
  /** Last attempt of either kind and last success (ms), -1 never. */
  lastRefreshMs: Millis;
  lastSuccessMs: Millis;
  /** Node asked, '' when no request is open. */
  askedNode: NodeId;
  correlationId: number;
  /** Since when updates have been failing (ms), -1 = not. */
  failingSinceMs: Millis;
}
