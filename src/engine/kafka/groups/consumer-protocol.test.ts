import { expect, it } from 'vitest';
import { assignmentAsRead, stickyUserData, subscriptionAsRead } from './consumer-protocol.ts';

it('groups an assignment by topic, in order of the first partition', () => {
  const given = ['users-0', 'orders-1', 'users-1', 'orders-0'];
  expect(assignmentAsRead(given)).toEqual(['users-0', 'users-1', 'orders-1', 'orders-0']);
});

it('groups the sticky user data by topic, in hash order', () => {
  // HashMap order of these five names: payments, clicks, orders, shipments, users.
  const given = ['orders-0', 'users-3', 'clicks-10', 'payments-1', 'users-2', 'shipments-0'];
  expect(stickyUserData(given, 4)).toEqual({
    ownedPartitions: ['payments-1', 'clicks-10', 'orders-0', 'shipments-0', 'users-3', 'users-2'],
    generation: 4,
  });
});

it('puts a later topic before an earlier one of the same bucket', () => {
  // "orders" and "Z" share bucket 10 of 16.
  expect(stickyUserData(['orders-1', 'Z-1'], 1).ownedPartitions).toEqual(['Z-1', 'orders-1']);
  expect(stickyUserData(['Z-1', 'orders-1'], 1).ownedPartitions).toEqual(['orders-1', 'Z-1']);
});

it('sorts topics and owned partitions of a subscription, by number and not by letter', () => {
  const given = { memberId: 'a', topics: ['b', 'a'], ownedPartitions: ['a-10', 'b-0', 'a-9'], generation: 1 };
  const read = subscriptionAsRead(given);
  expect(read).toEqual({ ...given, topics: ['a', 'b'], ownedPartitions: ['a-9', 'a-10', 'b-0'] });
  expect(given.topics).toEqual(['b', 'a']);
});
