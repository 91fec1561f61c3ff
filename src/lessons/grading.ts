// The answer key is the engine: a prediction's answer is asked of the run at its time, and each choice is judged by
// that answer. Pure, so that tests judge every lesson headless.

import { clusterView, metric, partitionView } from '../engine/kafka/queries.ts';
import type { TraceReader } from '../engine/kernel/recording-api.ts';
import type { World } from '../engine/kernel/world.ts';
import { groupAnswerOf } from './grading-groups.ts';
import { logAnswerOf } from './grading-logs.ts';
import { isGroupQuestion } from './group-questions.ts';
import type { Ask, Choice, Claim, Prediction } from './lesson-schema.ts';
import { isLogQuestion } from './log-questions.ts';

type ProducerView = ReturnType<typeof clusterView>['producers'][number];

/** What a run answers: a node id, a set such as "{1,2}", an error's name, or a number. */
export type Answer = string | number;

/** The word for "no broker": also the id of that choice on the diagram. */
export const NOBODY = 'nobody';

/** What grading reads of a run: the world at the asked time, and the trace up to it. */
export interface Evidence {
  readonly world: World;
  readonly events: TraceReader;
  /** Rows of the trace up to that time. */
  readonly rows: number;
}

/** Asks the run. Throws when the question names what is not there. */
export function answerOf(ask: Ask, evidence: Evidence): Answer {
  const { world } = evidence;
  const { that } = ask;
  if (isGroupQuestion(that)) return groupAnswerOf({ ...ask, that }, evidence, NOBODY);
  if (isLogQuestion(that)) return logAnswerOf({ ...ask, that }, evidence);
  switch (that) {
    case 'leader':
      return nodeOfBroker(world, partitionOf(ask, world).leader);
    case 'isr':
      return `{${partitionOf(ask, world).isr.join(',')}}`;
    case 'leaderEpoch':
      return partitionOf(ask, world).leaderEpoch;
    case 'logEndOffset': {
      const { leader, replicas } = partitionOf(ask, world);
      return replicas.find((replica) => replica.broker === leader)?.logEndOffset ?? -1;
    }
    case 'activeController': {
      const active = clusterView(world).controllers.find((controller) => controller.isActive);
      return active?.node ?? NOBODY;
    }
    case 'lastError':
      return lastErrorOf(producerOf(ask, world), evidence);
    case 'ackedLost':
    case 'acknowledged':
    case 'failed':
    case 'sent':
    case 'waiting':
    case 'slowestAckMs':
      return ask.producer === undefined ? metric(world, that) : producerOf(ask, world)[that];
    default:
      return metric(world, that);
  }
}

function partitionOf(ask: Ask, world: World) {
  const view = ask.partition === undefined ? undefined : partitionView(world, ask.partition);
  if (view === undefined)
    throw new Error(`"${ask.that}" needs a partition of the run, not "${ask.partition}"`);
  return view;
}

function producerOf(ask: Ask, world: World): ProducerView {
  const producer = clusterView(world).producers.find((one) => one.node === ask.producer);
  if (producer === undefined) throw new Error(`"${ask.that}": no producer "${ask.producer}" in the run`);
  return producer;
}

function nodeOfBroker(world: World, broker: number): string {
  return clusterView(world).brokers.find((one) => one.id === broker)?.node ?? NOBODY;
}

/** The newest error that this producer was answered with; NONE without one. */
function lastErrorOf(producer: ProducerView, { events, rows }: Evidence): string {
  const isAnswer = (type: string) => type === 'batch.retried' || type === 'batch.failed';
  for (let row = events.find(rows - 1, -1, isAnswer); row >= 0; row = events.find(row - 1, -1, isAnswer)) {
    const { fields, type } = events.event(row);
    if (Number(fields.client) !== producer.client) continue;
    return String(type === 'batch.retried' ? fields.error : fields.exception);
  }
  return 'NONE';
}

/** Whether an answer of the run is one that the choice, or the claim, stands for. */
export function isMet(
  expected: Pick<Choice | Claim, 'equals' | 'not' | 'atLeast' | 'atMost'>,
  answer: Answer,
): boolean {
  if (expected.equals !== undefined && expected.equals !== answer) return false;
  if (expected.not !== undefined && expected.not === answer) return false;
  if (expected.atLeast !== undefined && !(typeof answer === 'number' && answer >= expected.atLeast))
    return false;
  if (expected.atMost !== undefined && !(typeof answer === 'number' && answer <= expected.atMost))
    return false;
  return true;
}

/** Whether the answers of a prediction are partitions: they are picked as such on a diagram. */
export function isAboutPartitions({ ask }: Prediction): boolean {
  return ask.that === 'longestLog' || ask.that === 'partitionOfKey' || ask.that === 'unreadPartition';
}

/** A judged answer: what the learner chose, what the run did, and the words about both. */
export interface Judgement {
  readonly isRight: boolean;
  readonly chosen: Choice;
  /** The choice that the run bears out. */
  readonly right: Choice;
  readonly answer: Answer;
}

/** Judges a choice by the run's answer. Exactly one choice must be right: a lesson that breaks this is broken. */
export function judge(prediction: Prediction, choiceId: string, answer: Answer): Judgement {
  const right = prediction.choices.filter((choice) => isMet(choice, answer));
  const chosen = prediction.choices.find((choice) => choice.id === choiceId);
  if (right.length !== 1 || right[0] === undefined) {
    throw new Error(`${prediction.id}: the run answers ${answer}, which ${right.length} choices stand for`);
  }
  if (chosen === undefined) throw new Error(`${prediction.id}: no choice "${choiceId}"`);
  return { isRight: chosen.id === right[0].id, chosen, right: right[0], answer };
}

/** One replica as the controller looks at it when it picks a leader. */
export interface ElectionTest {
  readonly node: string;
  readonly broker: number;
  readonly isAlive: boolean;
  readonly isInIsr: boolean;
  readonly isLeader: boolean;
}

/** The controller's own tests in assignment order, for the table that explains an election. */
export function electionTests(world: World, tp: string): ElectionTest[] {
  const cluster = clusterView(world);
  const partition = partitionView(world, tp);
  return (partition?.replicas ?? []).map((replica) => {
    const broker = cluster.brokers.find((one) => one.id === replica.broker);
    return {
      node: replica.node,
      broker: replica.broker,
      isAlive: broker !== undefined && !broker.isFenced && broker.health === 'up',
      isInIsr: replica.isInIsr,
      isLeader: partition?.leader === replica.broker,
    };
  });
}
