// What the messages of the control plane and the clients' book-keeping say.

import type { KafkaMessage } from '../messages.ts';
import { NONE } from '../names.ts';
import { errorFacts, type FlightFacts, fact } from './fact.ts';

function requestFacts(m: KafkaMessage): FlightFacts | undefined {
  switch (m.api) {
    case 'brokerHeartbeatRequest':
      return {
        facts: [
          fact('brokerEpoch', m.brokerEpoch),
          fact('currentMetadataOffset', m.currentMetadataOffset),
          fact('wantFence', m.wantFence),
          fact('wantShutDown', m.wantShutDown),
        ],
        note: `Broker ${m.brokerId} is alive: its session starts anew when this arrives.`,
      };
    case 'brokerRegistrationRequest':
      return {
        facts: [
          fact('incarnationId', m.incarnationId),
          fact(
            'previousBrokerEpoch',
            m.previousBrokerEpoch,
            m.previousBrokerEpoch < 0 ? 'no clean shutdown' : 'from its clean-shutdown file',
          ),
        ],
        note: `Broker ${m.brokerId} registers a new process with the active controller.`,
      };
    case 'alterPartitionRequest': {
      const facts = m.partitions.map((p) =>
        fact(
          p.tp,
          `{${p.newIsr.map((r) => r.brokerId).join(', ')}}`,
          `leaderEpoch ${p.leaderEpoch}, partitionEpoch ${p.partitionEpoch}`,
        ),
      );
      return { facts, note: `Broker ${m.brokerId}, as leader, asks the controller to record this ISR.` };
    }
    case 'voteRequest':
      return {
        facts: [fact('epoch', m.epoch), fact('lastOffset', m.lastOffset, `of epoch ${m.lastOffsetEpoch}`)],
        note: m.preVote
          ? `Controller ${m.candidateId} asks whether it could win, without starting a new epoch (pre-vote).`
          : `Controller ${m.candidateId} asks for a vote in epoch ${m.epoch}.`,
      };
    case 'beginQuorumEpochRequest':
      return {
        facts: [fact('leaderEpoch', m.leaderEpoch)],
        note: `Controller ${m.leaderId} says that it leads the quorum now.`,
      };
    case 'endQuorumEpochRequest':
      return {
        facts: [fact('leaderEpoch', m.leaderEpoch)],
        note: `Controller ${m.leaderId} gives up the lead of the quorum.`,
      };
    case 'raftFetchRequest':
      return {
        facts: [
          fact('fetchOffset', m.fetchOffset),
          fact('epoch', m.epoch),
          fact('highWatermark', m.highWatermark),
        ],
        note: `Node ${m.replicaId} has the metadata log up to offset ${m.fetchOffset} and asks for more.`,
      };
    case 'metadataRequest':
      return { facts: [fact('topics', m.topics.join(', '))], note: 'Asks who leads which partition.' };
    case 'initProducerIdRequest':
      return { facts: [], note: 'Asks for a producer id, so that repeats can be recognised.' };
    case 'allocateProducerIdsRequest':
      return { facts: [], note: `Broker ${m.brokerId} asks the controller for a block of producer ids.` };
    case 'apiVersionsRequest':
      return { facts: [], note: 'The first request on a connection: which APIs does the broker speak?' };
    default:
      return undefined;
  }
}

function responseFacts(m: KafkaMessage): FlightFacts | undefined {
  switch (m.api) {
    case 'brokerHeartbeatResponse':
      return {
        facts: [
          ...errorFacts(m.error),
          fact('isFenced', m.isFenced),
          fact('isCaughtUp', m.isCaughtUp),
          fact('shouldShutDown', m.shouldShutDown),
        ],
        note: 'The controller heard the heartbeat.',
      };
    case 'brokerRegistrationResponse':
      return {
        facts: [...errorFacts(m.error), fact('brokerEpoch', m.brokerEpoch)],
        note: m.error === NONE ? 'The new process is registered.' : `Refused: ${m.error}. It tries again.`,
      };
    case 'alterPartitionResponse':
      return {
        facts: [
          ...errorFacts(m.error),
          ...m.partitions.map((p) =>
            fact(
              p.tp,
              p.error === NONE ? `{${p.isr.join(', ')}}` : p.error,
              `partitionEpoch ${p.partitionEpoch}`,
            ),
          ),
        ],
        note: 'The controller has recorded the ISR, or says why not.',
      };
    case 'voteResponse':
      return {
        facts: [
          ...errorFacts(m.error),
          fact('voteGranted', m.voteGranted),
          fact('leaderEpoch', m.leaderEpoch),
        ],
        note: `Controller ${m.voterId} ${m.voteGranted ? 'grants' : 'refuses'} its ${m.preVote ? 'pre-vote' : 'vote'}.`,
      };
    case 'raftFetchResponse':
      return {
        facts: [
          ...errorFacts(m.error),
          fact('leaderEpoch', m.leaderEpoch),
          fact('highWatermark', m.highWatermark),
          fact('records', m.records.tail < 0 ? 'none' : `up to offset ${m.records.endOffset - 1}`),
        ],
        note:
          m.records.tail < 0
            ? 'No new metadata; it may carry a new metadata high watermark.'
            : 'Brings new metadata records. A broker acts on them only once they are committed.',
      };
    default:
      return undefined;
  }
}

function clientResponseFacts(m: KafkaMessage): FlightFacts | undefined {
  switch (m.api) {
    case 'metadataResponse': {
      const facts = m.topics.flatMap((t) =>
        t.partitions.map((p) =>
          fact(
            `${t.topic}-${p.partition}`,
            p.leader < 0 ? 'no leader' : `leader ${p.leader}`,
            `leaderEpoch ${p.leaderEpoch}`,
          ),
        ),
      );
      return {
        facts: [fact('brokers', m.brokers.map((b) => b.id).join(', ')), ...facts],
        note: 'What this broker knows of the cluster, which may be older than what the controller decided.',
      };
    }
    case 'initProducerIdResponse':
      return {
        facts: [
          ...errorFacts(m.error),
          fact('producerId', m.producerId),
          fact('producerEpoch', m.producerEpoch),
        ],
        note: 'The producer may number its batches now.',
      };
    case 'listOffsetsResponse':
      return {
        facts: m.results.map((r) => fact(r.tp, r.error === NONE ? r.offset : r.error)),
        note: 'Where to begin reading.',
      };
    case 'apiVersionsResponse':
      return { facts: [], note: 'The connection is ready for requests.' };
    default:
      return undefined;
  }
}

/** Facts of any message that is not produce or fetch. */
export function controlFacts(message: KafkaMessage): FlightFacts {
  const found = requestFacts(message) ?? responseFacts(message) ?? clientResponseFacts(message);
  if (found !== undefined) return found;
  const error = 'error' in message && typeof message.error === 'string' ? errorFacts(message.error) : [];
  return { facts: error, note: '' };
}
