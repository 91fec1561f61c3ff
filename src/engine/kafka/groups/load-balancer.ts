// Picks the next taker and the next giver among the subscribers of a topic
// (UniformHeterogeneousAssignmentBuilder.MemberAssignmentBalancer). Members are indices; both ends of a list sorted by
// load are ranges of equal load that grow towards each other, so each pick costs next to nothing.

export interface LoadBalancer {
  /** Number of partitions of every member, by index; changed by the caller as it moves partitions. */
  loads: readonly number[];
  /** The members to balance, by load and index at the start. */
  sorted: number[];
  /** [0, leastEnd) have the least load; `leastLoad` is that load before the current pass over them. */
  leastEnd: number;
  leastLoad: number;
  nextLeast: number;
  /** [mostStart, mostEnd) have the highest load; those from mostEnd on have nothing to give. */
  mostStart: number;
  mostEnd: number;
  mostLoad: number;
  nextMost: number;
}

/** Starts with `members`, of whom there is at least one. */
export function loadBalancer(loads: readonly number[], members: readonly number[]): LoadBalancer {
  const load = (member: number | undefined) => loads[member as number] as number;
  const sorted = [...members].sort((a, b) => load(a) - load(b) || a - b);
  return {
    loads,
    sorted,
    leastEnd: 0,
    leastLoad: load(sorted[0]) - 1,
    nextLeast: 0,
    mostStart: sorted.length,
    mostEnd: sorted.length,
    mostLoad: load(sorted.at(-1)) + 1,
    nextMost: sorted.length - 1,
  };
}

function loadAt(balancer: LoadBalancer, index: number): number {
  return balancer.loads[balancer.sorted[index] as number] as number;
}

/** The member to give a partition to; assumes that it gets one. */
export function nextTaker(balancer: LoadBalancer): number {
  if (balancer.nextLeast >= balancer.leastEnd) {
    // Everybody in the range has got one: its level rises, and it may reach further.
    balancer.leastLoad++;
    while (
      balancer.leastEnd < balancer.sorted.length &&
      loadAt(balancer, balancer.leastEnd) === balancer.leastLoad
    ) {
      balancer.leastEnd++;
    }
    balancer.nextLeast = 0;
  }
  return balancer.sorted[balancer.nextLeast++] as number;
}

/** The member to take a partition from, assuming that it loses one; -1 when nobody is left. */
export function nextGiver(balancer: LoadBalancer): number {
  if (balancer.nextMost < balancer.mostStart) {
    if (balancer.mostEnd <= balancer.mostStart && balancer.mostStart > 0) {
      // All of the range were set aside: the next level is that of the next member.
      balancer.mostLoad = loadAt(balancer, balancer.mostStart - 1);
    } else {
      balancer.mostLoad--;
    }
    while (balancer.mostStart > 0 && loadAt(balancer, balancer.mostStart - 1) === balancer.mostLoad) {
      balancer.mostStart--;
    }
    balancer.nextMost = balancer.mostEnd - 1;
  }
  if (balancer.nextMost < 0) return -1;
  return balancer.sorted[balancer.nextMost--] as number;
}

/** Sets the member that `nextGiver` returned last aside: it has nothing to give. */
export function excludeGiver(balancer: LoadBalancer): void {
  const { sorted } = balancer;
  const at = balancer.nextMost + 1;
  const last = balancer.mostEnd - 1;
  const member = sorted[at] as number;
  sorted[at] = sorted[last] as number;
  sorted[last] = member;
  balancer.mostEnd--;
}

/** Whether another move would improve nothing. */
export function isLoadBalanced(balancer: LoadBalancer): boolean {
  return balancer.mostLoad - balancer.leastLoad <= 1;
}
