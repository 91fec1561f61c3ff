// What the messages of share groups say and what they will change.

import type { KafkaMessage } from '../messages.ts';
import { NONE, type TopicPartition } from '../names.ts';
import type { PartitionAcknowledgements } from '../share-messages.ts';
import { type Fact, type FlightFacts, fact } from './fact.ts';

function answersText(answers: PartitionAcknowledgements): string {
  return answers.batches
    .map(({ first, last, types }) => `${first === last ? first : `${first} to ${last}`}: ${types.join(', ')}`)
    .join('; ');
}

function answerFacts(all: readonly PartitionAcknowledgements[], tp: TopicPartition): Fact[] {
  const mine = all.find((a) => a.tp === tp);
  return mine === undefined ? [] : [fact('acknowledgements', answersText(mine), 'offset and type')];
}

/** Facts of a message of share groups about `tp`; undefined for other messages. */
export function shareFlight(m: KafkaMessage, tp: TopicPartition): FlightFacts | undefined {
  switch (m.api) {
    case 'shareFetchRequest': {
      const facts = answerFacts(m.acknowledgements, tp);
      const hasAnswers = facts.length > 0;
      facts.push(fact('shareSessionEpoch', m.sessionEpoch), fact('maxRecords', m.maxRecords));
      const note = hasAnswers
        ? 'The leader applies the answers, has them kept, and hands out more records for as long as their locks last.'
        : 'Asks for records that nobody of the group has. With none it waits at the leader.';
      return { facts, note };
    }
    case 'shareFetchResponse': {
      const result = m.results.find((r) => r.tp === tp);
      if (result === undefined) return { facts: [], note: 'Nothing to hand out.' };
      const facts = result.acquired.map((a) =>
        fact(
          'acquired',
          a.first === a.last ? a.first : `${a.first} to ${a.last}`,
          `delivery ${a.deliveryCount}`,
        ),
      );
      if (result.acknowledgeError !== NONE) facts.push(fact('acknowledgeError', result.acknowledgeError));
      if (result.error !== NONE) facts.push(fact('error', result.error));
      const note =
        facts.length === 0 ? 'The answers are kept.' : 'The member has these records until their locks end.';
      return { facts, note };
    }
    case 'shareAcknowledgeRequest': {
      const note =
        m.sessionEpoch === -1
          ? 'The last request of the session: what the member still has is released.'
          : 'The leader applies the answers and has them kept.';
      return { facts: answerFacts(m.acknowledgements, tp), note };
    }
    case 'shareAcknowledgeResponse': {
      const result = m.results.find((r) => r.tp === tp);
      const isRefused = result !== undefined && result.error !== NONE;
      return isRefused
        ? { facts: [fact('error', result.error)], note: 'These answers changed nothing.' }
        : { facts: [], note: 'The answers are kept.' };
    }
    case 'shareGroupHeartbeatRequest':
      return {
        facts: [fact('memberEpoch', m.memberEpoch)],
        note: m.memberEpoch < 0 ? `${m.clientId} leaves the share group.` : `${m.clientId} is alive.`,
      };
    case 'shareGroupHeartbeatResponse': {
      const facts = [fact('memberEpoch', m.memberEpoch)];
      if (m.assignment !== undefined) facts.push(fact('assignment', m.assignment.join(', ') || 'none'));
      return { facts, note: m.error === NONE ? 'The session goes on.' : `Refused: ${m.error}.` };
    }
    case 'writeShareGroupStateRequest': {
      const facts = m.batches.map((b) =>
        fact(
          b.first === b.last ? String(b.first) : `${b.first} to ${b.last}`,
          b.state,
          `delivery ${b.deliveryCount}`,
        ),
      );
      return { facts, note: `The share coordinator keeps the state of ${m.tp} for group ${m.group}.` };
    }
    default:
      return undefined;
  }
}
