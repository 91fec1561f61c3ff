// What clients do about an error: which ones they retry, which make them ask for metadata, what the application sees.
// [src: common/protocol/Errors.java, common/errors/RetriableException.java, InvalidMetadataException.java]

import type { ErrorName } from '../names.ts';

interface ErrorKind {
  readonly exception: string;
  readonly isRetriable: boolean;
  readonly refreshesMetadata: boolean;
}

function fatal(exception: string): ErrorKind {
  return { exception, isRetriable: false, refreshesMetadata: false };
}
function retriable(exception: string): ErrorKind {
  return { exception, isRetriable: true, refreshesMetadata: false };
}
function metadata(exception: string): ErrorKind {
  return { exception, isRetriable: true, refreshesMetadata: true };
}

/** The errors that nodes of the model send or clients make themselves. */
export const errorKinds: Readonly<Record<ErrorName, ErrorKind>> = {
  UNKNOWN_SERVER_ERROR: fatal('UnknownServerException'),
  OFFSET_OUT_OF_RANGE: fatal('OffsetOutOfRangeException'),
  CORRUPT_MESSAGE: retriable('CorruptRecordException'),
  UNKNOWN_TOPIC_OR_PARTITION: metadata('UnknownTopicOrPartitionException'),
  LEADER_NOT_AVAILABLE: metadata('LeaderNotAvailableException'),
  NOT_LEADER_OR_FOLLOWER: metadata('NotLeaderOrFollowerException'),
  REQUEST_TIMED_OUT: retriable('TimeoutException'),
  REPLICA_NOT_AVAILABLE: metadata('ReplicaNotAvailableException'),
  MESSAGE_TOO_LARGE: fatal('RecordTooLargeException'),
  NETWORK_EXCEPTION: metadata('NetworkException'),
  COORDINATOR_LOAD_IN_PROGRESS: retriable('CoordinatorLoadInProgressException'),
  COORDINATOR_NOT_AVAILABLE: retriable('CoordinatorNotAvailableException'),
  NOT_ENOUGH_REPLICAS: retriable('NotEnoughReplicasException'),
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: retriable('NotEnoughReplicasAfterAppendException'),
  INVALID_REQUIRED_ACKS: fatal('InvalidRequiredAcksException'),
  NOT_CONTROLLER: retriable('NotControllerException'),
  INVALID_CONFIG: fatal('InvalidConfigurationException'),
  INVALID_TOPIC_EXCEPTION: fatal('InvalidTopicException'),
  TOPIC_ALREADY_EXISTS: fatal('TopicExistsException'),
  INVALID_PARTITIONS: fatal('InvalidPartitionsException'),
  INVALID_REPLICATION_FACTOR: fatal('InvalidReplicationFactorException'),
  INVALID_REPLICA_ASSIGNMENT: fatal('InvalidReplicaAssignmentException'),
  INVALID_REQUEST: fatal('InvalidRequestException'),
  PREFERRED_LEADER_NOT_AVAILABLE: metadata('PreferredLeaderNotAvailableException'),
  ELIGIBLE_LEADERS_NOT_AVAILABLE: metadata('EligibleLeadersNotAvailableException'),
  ELECTION_NOT_NEEDED: metadata('ElectionNotNeededException'),
  OUT_OF_ORDER_SEQUENCE_NUMBER: fatal('OutOfOrderSequenceException'),
  DUPLICATE_SEQUENCE_NUMBER: fatal('DuplicateSequenceException'),
  INVALID_PRODUCER_EPOCH: fatal('InvalidProducerEpochException'),
  KAFKA_STORAGE_ERROR: metadata('KafkaStorageException'),
  FENCED_LEADER_EPOCH: metadata('FencedLeaderEpochException'),
  UNKNOWN_LEADER_EPOCH: retriable('UnknownLeaderEpochException'),
  OFFSET_NOT_AVAILABLE: retriable('OffsetNotAvailableException'),
  NOT_COORDINATOR: retriable('NotCoordinatorException'),
  ILLEGAL_GENERATION: fatal('IllegalGenerationException'),
  INCONSISTENT_GROUP_PROTOCOL: fatal('InconsistentGroupProtocolException'),
  UNKNOWN_MEMBER_ID: fatal('UnknownMemberIdException'),
  INVALID_SESSION_TIMEOUT: fatal('InvalidSessionTimeoutException'),
  REBALANCE_IN_PROGRESS: fatal('RebalanceInProgressException'),
  GROUP_ID_NOT_FOUND: fatal('GroupIdNotFoundException'),
  MEMBER_ID_REQUIRED: fatal('MemberIdRequiredException'),
  GROUP_MAX_SIZE_REACHED: fatal('GroupMaxSizeReachedException'),
  FENCED_INSTANCE_ID: fatal('FencedInstanceIdException'),
  FENCED_MEMBER_EPOCH: fatal('FencedMemberEpochException'),
  UNRELEASED_INSTANCE_ID: fatal('UnreleasedInstanceIdException'),
  UNSUPPORTED_ASSIGNOR: fatal('UnsupportedAssignorException'),
  STALE_MEMBER_EPOCH: fatal('StaleMemberEpochException'),
  INVALID_RECORD_STATE: fatal('InvalidRecordStateException'),
  SHARE_SESSION_NOT_FOUND: retriable('ShareSessionNotFoundException'),
  INVALID_SHARE_SESSION_EPOCH: retriable('InvalidShareSessionEpochException'),
  SHARE_SESSION_LIMIT_REACHED: retriable('ShareSessionLimitReachedException'),
  FENCED_STATE_EPOCH: fatal('FencedStateEpochException'),
};

/** True when the client may simply try again. */
export function isRetriable(error: ErrorName): boolean {
  return errorKinds[error]?.isRetriable === true;
}

/** True when the error says that the client's picture of the cluster is old. */
export function refreshesMetadata(error: ErrorName): boolean {
  return errorKinds[error]?.refreshesMetadata === true;
}

/** Simple name of the exception that an application would see. */
export function exceptionOf(error: ErrorName): string {
  return errorKinds[error]?.exception ?? 'UnknownServerException';
}
