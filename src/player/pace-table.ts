// The one table of event kinds that matter for time: which slow it down, which keep it at its speed, and at which
// "next interesting event" stops. A kind that is not listed is quiet: heartbeats, polls, connections, deliveries.

export interface PaceRule {
  /** Time is slowed around it; a `beat` only keeps time from being skipped. */
  readonly pace: 'slow' | 'beat';
  /** The playhead can be sent to it with "next" and "previous". */
  readonly isLandmark: boolean;
  /** It tends to repeat: only the first of a streak counts as a landmark and slows. */
  readonly repeats?: true;
}

const LANDMARK: PaceRule = { pace: 'slow', isLandmark: true };
const STREAK: PaceRule = { pace: 'slow', isLandmark: true, repeats: true };
const SLOW: PaceRule = { pace: 'slow', isLandmark: false };
const BEAT: PaceRule = { pace: 'beat', isLandmark: false };

export const PACE: Readonly<Record<string, PaceRule>> = {
  // Faults and what people do.
  'intervention.ignored': LANDMARK,
  'process.crashed': LANDMARK,
  'host.lost': LANDMARK,
  'power.lost': LANDMARK,
  'disk.lost': LANDMARK,
  'process.starting': SLOW,
  'process.started': LANDMARK,
  'process.paused': LANDMARK,
  'process.resumed': LANDMARK,
  'shutdown.requested': LANDMARK,
  'node.slowed': LANDMARK,
  'node.isolated': LANDMARK,
  'zone.isolated': LANDMARK,
  'link.cut': LANDMARK,
  'link.healed': LANDMARK,
  'link.slowed': LANDMARK,
  'link.lossy': LANDMARK,
  'config.changed': LANDMARK,

  // What the cluster decides.
  'broker.fenced': LANDMARK,
  'broker.unfenced': LANDMARK,
  'broker.stopped': LANDMARK,
  'broker.inControlledShutdown': SLOW,
  'leader.elected': LANDMARK,
  'leader.none': LANDMARK,
  'partition.isrRecorded': LANDMARK,
  'isr.shrinkProposed': SLOW,
  'isr.expandProposed': SLOW,
  'replica.becameLeader': SLOW,
  'quorum.preVoteStarted': STREAK,
  'quorum.electionStarted': STREAK,
  'quorum.becameLeader': LANDMARK,
  'quorum.resigned': LANDMARK,
  'controller.activated': LANDMARK,

  // What it costs.
  'log.truncated': LANDMARK,
  'log.lostOnPowerLoss': LANDMARK,
  'highWatermark.wentBack': LANDMARK,
  'log.appendRefused': STREAK,
  'log.duplicateIgnored': STREAK,
  'batch.failed': STREAK,
  'batch.retried': STREAK,
  'client.requestTimedOut': STREAK,
  'consumer.offsetOutOfRange': LANDMARK,
  'producer.epochBumped': LANDMARK,
  'producer.blocked': STREAK,
  'client.leaderLearned': SLOW,

  // Records on their way.
  'batch.sent': BEAT,
  'log.appended': BEAT,
  'log.replicated': BEAT,
  'highWatermark.advanced': BEAT,
  'batch.acknowledged': BEAT,
  'records.consumed': BEAT,
};

/** Messages and connections: what "step by change" passes over. */
export function isMessageKind(type: string): boolean {
  return type.startsWith('message.');
}

export function isChangeKind(type: string): boolean {
  return !isMessageKind(type) && !type.startsWith('connection.');
}
