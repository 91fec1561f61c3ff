// What only time brings to share groups on a broker: locks run out, fetches have waited long enough, share coordinators
// are asked again. [src: core/server/share/SharePartition.java: AcquisitionLockTimerTask; DelayedShareFetch.onExpiration]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import type { TopicPartition } from '../names.ts';
import { type ExpiredLock, expireLocks } from './acknowledge.ts';
import { armLocks, storeExpired } from './led-partitions.ts';
import { rearmShare, runPersister } from './persister.ts';
import { expireShareFetches, tryShareFetches } from './share-fetch.ts';
import { type LedSharePartition, sessionKey, shareOf } from './share-memory.ts';
import { lockSetting, shareLimits } from './share-settings.ts';

/** Deals with everything that is due and sets the timer for what comes next. */
export function onShareTimer(node: BrokerNode, ctx: BrokerCtx): void {
  const share = shareOf(node);
  share.dueMs = -1;
  const { cause } = ctx;
  for (const key of Object.keys(share.partitions)) {
    const led = share.partitions[key];
    if (led === undefined || led.lockDueMs < 0 || led.lockDueMs > ctx.nowMs) continue;
    endLocks(node, led, ctx);
    ctx.cause = cause;
  }
  let next = earlier(runPersister(node, ctx), expireShareFetches(node, ctx));
  for (const key in share.partitions) next = earlier(next, share.partitions[key]?.lockDueMs ?? -1);
  rearmShare(node, next, ctx);
}

function endLocks(node: BrokerNode, led: LedSharePartition, ctx: BrokerCtx): void {
  const limits = shareLimits(node, led.group);
  const expired = expireLocks(led.partition, ctx.nowMs, limits);
  for (const lock of expired) {
    noteExpired(node, led, lock, ctx);
    storeExpired(node, led, lock.ranges, ctx);
  }
  armLocks(node, led, ctx);
  if (expired.length > 0) tryShareFetches(node, led.tp, ctx);
}

/** Why a lock ran out: the last that was heard of its member, and what kept more from coming. */
function noteExpired(node: BrokerNode, led: LedSharePartition, lock: ExpiredLock, ctx: BrokerCtx): void {
  const session = shareOf(node).sessions[sessionKey(led.group, lock.memberId)];
  const heard = session?.heardRow ?? lock.acquiredRow;
  const blocked = session === undefined ? -1 : ctx.whySilent(session.host);
  const because = {
    setting: lockSetting(node, led.group),
    ...(heard >= 0 && { heard }),
    ...(blocked >= 0 && { blocked }),
  };
  for (const range of lock.ranges) {
    ctx.cause = ctx.emit(
      'share.lockExpired',
      {
        group: led.group,
        tp: led.tp as TopicPartition,
        member: lock.memberId,
        client: session?.clientId ?? '',
        fromOffset: range.first,
        toOffset: range.last + 1,
        deliveryCount: range.deliveryCount,
        state: range.state,
      },
      because,
    );
  }
}

/** The earlier of two times, -1 = none. */
function earlier(a: number, b: number): number {
  if (a < 0) return b;
  return b < 0 ? a : Math.min(a, b);
}
