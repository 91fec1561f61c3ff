// The one place that lists all node kinds, their events and their observer.

import { adminKind } from '../kafka/admin/admin.ts';
import { brokerKind } from '../kafka/broker/broker-kind.ts';
import { consumerKind } from '../kafka/consumer/consumer.ts';
import { controllerKind } from '../kafka/controller/controller-kind.ts';
import { kafkaEvents } from '../kafka/events.ts';
import { hotRows } from '../kafka/hot-rows.ts';
import { ledgerStepOf } from '../kafka/ledger/observe.ts';
import { memberKind } from '../kafka/member/member-kind.ts';
import { producerKind } from '../kafka/producer/producer.ts';
import { shareMemberKind } from '../kafka/share-member/share-member-kind.ts';
import type { Domain, NodeKind } from '../kernel/contract.ts';
import { applySet } from './apply-set.ts';
import type { Scenario } from './scenario.ts';

const kinds = {
  broker: brokerKind,
  controller: controllerKind,
  producer: producerKind,
  consumer: consumerKind,
  member: memberKind,
  shareMember: shareMemberKind,
  admin: adminKind,
} as unknown as Readonly<Record<string, NodeKind>>;

/** The domain of a run of this scenario. */
export function domainOf(scenario: Scenario): Domain {
  return {
    kinds,
    events: kafkaEvents,
    encoders: hotRows,
    observerOf: ledgerStepOf,
    applySet: (world, intervention) => applySet(scenario, world, intervention),
  };
}
