// What a message says and what it will change, for its card. Kafka's words; every number is read from the message or
// from what its receiver knows now.

import type { NodeId, World } from '../../kernel/world.ts';
import type { BrokerNode, ReplicaState } from '../broker/broker-state.ts';
import { logOf, replicaOf } from '../broker/hosted.ts';
import type {
  FetchPartition,
  FetchRequest,
  FetchResponse,
  FetchResult,
  KafkaMessage,
  ProduceBatch,
  ProduceRequest,
  ProduceResponse,
} from '../messages.ts';
import { effectiveMinIsr } from '../metadata-image.ts';
import { type BrokerId, NONE, type TopicPartition } from '../names.ts';
import { controlFacts } from './control-facts.ts';
import { type Fact, type FlightFacts, fact } from './fact.ts';
import { newestImage } from './newest-image.ts';
import { shareFlight } from './share-flights.ts';

function replicaOn(world: World, node: NodeId, tp: TopicPartition): ReplicaState | undefined {
  const broker = world.nodes[node] as BrokerNode | undefined;
  return broker?.kind === 'broker' && broker.isUp ? replicaOf(broker.memory, tp) : undefined;
}

/** The high watermark that the leader moves to once it has counted this fetch. [src: Partition.maybeIncrementLeaderHW] */
function highWatermarkAfter(
  world: World,
  leaderNode: NodeId,
  state: ReplicaState,
  from: BrokerId,
  offset: number,
): number {
  const leader = world.nodes[leaderNode] as BrokerNode;
  const end = logOf(leader.disk, state.tp)?.logEndOffset ?? 0;
  if (state.isr.length < effectiveMinIsr(newestImage(world), state.tp, 1)) return state.highWatermark;
  let lowest = end;
  const counted = state.pending?.kind === 'expand' ? state.pending.isr : state.isr;
  for (const id of counted) {
    if (id === leader.config['node.id']) continue;
    const known = id === from ? offset : (state.remotes.find((r) => r.brokerId === id)?.logEndOffset ?? -1);
    if (known < lowest) lowest = known;
  }
  return Math.max(state.highWatermark, lowest);
}

function followerFetch(world: World, to: NodeId, request: FetchRequest, p: FetchPartition): FlightFacts {
  const state = replicaOn(world, to, p.tp);
  const facts = [fact('fetchOffset', p.fetchOffset, "everything below is in the follower's log")];
  if (state?.role !== 'leader') {
    return { facts, note: 'The receiver does not lead this partition now: it will answer with an error.' };
  }
  const after = highWatermarkAfter(world, to, state, request.replicaId, p.fetchOffset);
  facts.push(
    fact(
      'highWatermark in the answer',
      state.highWatermark,
      'the answer is read before this fetch is counted',
    ),
  );
  facts.push(
    fact(
      'highWatermark on the leader after',
      after,
      after > state.highWatermark ? `moves on from ${state.highWatermark}` : 'stays',
    ),
  );
  facts.push(fact('currentLeaderEpoch', p.currentLeaderEpoch), fact('lastFetchedEpoch', p.lastFetchedEpoch));
  const note =
    after > state.highWatermark
      ? `On arrival the leader's high watermark moves to ${after}. The follower hears of it with its next fetch.`
      : `Asks for records from offset ${p.fetchOffset} on. With nothing new it waits at the leader for up to ${request.maxWaitMs} ms.`;
  return { facts, note };
}

function consumerFetch(world: World, to: NodeId, request: FetchRequest, p: FetchPartition): FlightFacts {
  const state = replicaOn(world, to, p.tp);
  const facts = [fact('fetchOffset', p.fetchOffset, 'position of the consumer')];
  if (state !== undefined)
    facts.push(fact('highWatermark', state.highWatermark, 'nothing at or above it is returned'));
  facts.push(fact('isolation.level', request.isolation));
  return { facts, note: `Asks for committed records from offset ${p.fetchOffset} on.` };
}

function fetchResponse(world: World, to: NodeId, result: FetchResult): FlightFacts {
  const facts: Fact[] = [];
  if (result.error !== NONE) facts.push(fact('error', result.error));
  const end = result.records.tail < 0 ? result.fetchOffset : result.records.endOffset;
  const count = end - result.fetchOffset;
  facts.push(fact('records', count, count > 0 ? `offsets ${result.fetchOffset} to ${end - 1}` : 'none'));
  facts.push(fact('highWatermark', result.highWatermark));
  if (result.divergingEpoch >= 0) {
    facts.push(
      fact(
        'divergingEpoch',
        result.divergingEpoch,
        `ends at offset ${result.divergingEndOffset} on the leader`,
      ),
    );
    return {
      facts,
      note: "The follower's log has another history than the leader's: it cuts its own log first.",
    };
  }
  if (result.error !== NONE) return { facts, note: `Refused: ${result.error}.` };
  const state = replicaOn(world, to, result.tp);
  if (state === undefined)
    return { facts, note: count > 0 ? `Delivers ${count} records to the application.` : 'Nothing new.' };
  const learns = Math.min(result.highWatermark, end);
  return {
    facts,
    note:
      learns > state.highWatermark
        ? `The follower appends up to offset ${end} and its own high watermark moves from ${state.highWatermark} to ${learns}.`
        : count > 0
          ? `The follower appends up to offset ${end}; the leader counts them with the next fetch.`
          : 'Nothing new.',
  };
}

function produceRequest(world: World, to: NodeId, request: ProduceRequest, batch: ProduceBatch): FlightFacts {
  const acks = request.acks === -1 ? 'all' : String(request.acks);
  const facts = [
    fact('acks', acks),
    fact('records', batch.count, `number ${batch.firstRecord} and on of this producer for the partition`),
    fact('bytes', batch.bytes),
  ];
  if (batch.producerId >= 0) {
    facts.push(
      fact('producerId', batch.producerId),
      fact('producerEpoch', batch.producerEpoch),
      fact('baseSequence', batch.baseSequence),
    );
  }
  const state = replicaOn(world, to, batch.tp);
  if (state?.role !== 'leader')
    return {
      facts,
      note: 'The receiver does not lead this partition now: it will answer NOT_LEADER_OR_FOLLOWER.',
    };
  const minIsr = effectiveMinIsr(newestImage(world), batch.tp, 1);
  facts.push(fact('isr', `{${state.isr.join(', ')}}`, `min.insync.replicas ${minIsr}`));
  const refused = request.acks === -1 && state.isr.length < minIsr;
  const note = refused
    ? 'The ISR is smaller than min.insync.replicas: it will be refused with NOT_ENOUGH_REPLICAS, nothing is written.'
    : request.acks === -1
      ? 'The leader appends it and answers once every replica of the ISR has it.'
      : request.acks === 1
        ? 'The leader appends it and answers at once, before any follower has it.'
        : 'The leader appends it and answers nothing.';
  return { facts, note };
}

function produceResponse(message: ProduceResponse, tp: TopicPartition): FlightFacts {
  const result = message.results.find((r) => r.tp === tp);
  if (result === undefined) return { facts: [], note: '' };
  if (result.error === NONE) {
    return {
      facts: [fact('baseOffset', result.baseOffset)],
      note: `Acknowledges the batch at offset ${result.baseOffset}.`,
    };
  }
  const facts = [fact('error', result.error)];
  if (result.currentLeader >= 0)
    facts.push(fact('currentLeader', result.currentLeader, `leaderEpoch ${result.currentLeaderEpoch}`));
  return {
    facts,
    note: `Refuses the batch: ${result.error}. The producer tries again while delivery.timeout.ms lasts.`,
  };
}

/** Facts of one message on its way to `to`, about partition `tp` when it is about one. */
export function factsOf(world: World, message: KafkaMessage, to: NodeId, tp: TopicPartition): FlightFacts {
  switch (message.api) {
    case 'produceRequest': {
      const batch = message.batches.find((b) => b.tp === tp);
      return batch === undefined ? { facts: [], note: '' } : produceRequest(world, to, message, batch);
    }
    case 'produceResponse':
      return produceResponse(message, tp);
    case 'fetchRequest': {
      const p = message.partitions.find((one) => one.tp === tp);
      if (p === undefined) return { facts: [], note: 'Asks for nothing.' };
      return message.replicaId >= 0
        ? followerFetch(world, to, message, p)
        : consumerFetch(world, to, message, p);
    }
    case 'fetchResponse': {
      const result = (message as FetchResponse).results.find((r) => r.tp === tp);
      return result === undefined ? { facts: [], note: 'Nothing new.' } : fetchResponse(world, to, result);
    }
    default:
      return shareFlight(message, tp) ?? controlFacts(message);
  }
}
