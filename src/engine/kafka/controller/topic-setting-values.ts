// Which settings a topic can have, and which values Kafka takes for each. [src: storage/internals/log/LogConfig.java;
// common/config/ConfigDef.java]

/** Is the text a value of the setting? */
type Accepts = (text: string) => boolean;

const MAX_INT = 2147483647;
const MAX_LONG = Number.MAX_SAFE_INTEGER;

function whole(min: number, max = MAX_LONG): Accepts {
  // A long has more digits than a number here: what is beyond counts as the greatest.
  return (text) => {
    const value = Number(text);
    return /^[+-]?\d{1,19}$/.test(text) && value >= min && (value <= max || max === MAX_LONG);
  };
}

function oneOf(...choices: readonly string[]): Accepts {
  return (text) => choices.includes(text);
}

const isBoolean: Accepts = (text) => /^(true|false)$/i.test(text);
const isShare: Accepts = (text) => text !== '' && Number(text) >= 0 && Number(text) <= 1;
const isPolicy: Accepts = (text) => text.split(',').every((one) => /^ *(compact|delete) *$/.test(one));
/** A list of replicas, * or nothing. */
const isReplicaList: Accepts = (text) => /^(\*|(\d+:\d+(,\d+:\d+)*)?)$/.test(text);

const TOPIC_SETTINGS: Readonly<Record<string, Accepts>> = {
  'cleanup.policy': isPolicy,
  'compression.gzip.level': oneOf('-1', '1', '2', '3', '4', '5', '6', '7', '8', '9'),
  'compression.lz4.level': whole(1, 17),
  'compression.type': oneOf('uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'),
  'compression.zstd.level': whole(-131072, 22),
  'delete.retention.ms': whole(0),
  'file.delete.delay.ms': whole(0),
  'flush.messages': whole(1),
  'flush.ms': whole(0),
  'follower.replication.throttled.replicas': isReplicaList,
  'index.interval.bytes': whole(0, MAX_INT),
  'leader.replication.throttled.replicas': isReplicaList,
  'local.retention.bytes': whole(-2),
  'local.retention.ms': whole(-2),
  'max.compaction.lag.ms': whole(1),
  'max.message.bytes': whole(0, MAX_INT),
  'message.timestamp.after.max.ms': whole(0),
  'message.timestamp.before.max.ms': whole(0),
  'message.timestamp.type': oneOf('CreateTime', 'LogAppendTime'),
  'min.cleanable.dirty.ratio': isShare,
  'min.compaction.lag.ms': whole(0),
  'min.insync.replicas': whole(1, MAX_INT),
  preallocate: isBoolean,
  'remote.copy.disable': isBoolean,
  'remote.log.delete.on.disable': isBoolean,
  'remote.storage.enable': isBoolean,
  'retention.bytes': whole(-MAX_LONG),
  'retention.ms': whole(-1),
  'segment.bytes': whole(1024 * 1024, MAX_INT),
  'segment.index.bytes': whole(4, MAX_INT),
  'segment.jitter.ms': whole(0),
  'segment.ms': whole(1),
  'unclean.leader.election.enable': isBoolean,
};

/** Is this a topic's setting with a value that it takes? Blanks around a value do not count. */
export function isTopicSetting(name: string, value: string): boolean {
  return Object.hasOwn(TOPIC_SETTINGS, name) && TOPIC_SETTINGS[name]?.(value.trim()) === true;
}
