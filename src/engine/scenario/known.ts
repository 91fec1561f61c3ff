// Which names a scenario defines, read leniently: a scenario with errors still tells most of them, so that all errors
// can be shown at once.

export interface Known {
  readonly zones: readonly string[];
  readonly brokers: readonly string[];
  readonly controllers: readonly string[];
  readonly producers: readonly string[];
  readonly consumers: readonly string[];
  readonly groups: readonly string[];
  /** <group>-1, <group>-2, … */
  readonly members: readonly string[];
  /** Those of share groups. */
  readonly shareMembers: readonly string[];
  /** All of them. */
  readonly nodes: readonly string[];
  readonly topics: readonly string[];
  /** topic-number. */
  readonly partitions: readonly string[];
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** b1, b2, … for a number; the keys of a map; nothing for anything else. */
export function namesOf(value: unknown, prefix: string, limit: number): string[] {
  if (typeof value === 'number') {
    const count = Number.isInteger(value) && value > 0 ? Math.min(value, limit) : 0;
    return Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);
  }
  return isMap(value) ? Object.keys(value) : [];
}

/** How many controllers a scenario has that does not say: a quorum that survives one loss. */
export const DEFAULT_CONTROLLERS = 3;

export function knownOf(root: Record<string, unknown>): Known {
  const zones = Array.isArray(root.zones) ? root.zones.filter((z): z is string => typeof z === 'string') : [];
  const brokers = namesOf(root.brokers, 'b', 100);
  const controllers = namesOf(root.controllers ?? DEFAULT_CONTROLLERS, 'c', 100);
  const producers = namesOf(root.producers, '', 0);
  const consumers = namesOf(root.consumers, '', 0);
  const groups = namesOf(root.groups, '', 0);
  const specOf = (group: string) => (root.groups as Record<string, unknown>)[group];
  const membersOf = (group: string) => {
    const spec = specOf(group);
    const asked = isMap(spec) && typeof spec.members === 'number' ? spec.members : 1;
    return namesOf(asked, `${group}-`, 100);
  };
  const members = groups.flatMap(membersOf);
  const shareMembers = groups
    .filter((group) => (specOf(group) as { type?: unknown } | null)?.type === 'share')
    .flatMap(membersOf);
  const topics = namesOf(root.topics, '', 0);
  const partitions: string[] = [];
  for (const topic of topics) {
    const spec = (root.topics as Record<string, unknown>)[topic];
    const assigned = isMap(spec) && Array.isArray(spec.replicas) ? spec.replicas.length : undefined;
    const asked = isMap(spec) && typeof spec.partitions === 'number' ? spec.partitions : 1;
    const count = Math.min(assigned ?? asked, 100);
    for (let p = 0; p < count; p++) partitions.push(`${topic}-${p}`);
  }
  const nodes = [...brokers, ...controllers, ...producers, ...consumers, ...members];
  return {
    zones,
    brokers,
    controllers,
    producers,
    consumers,
    groups,
    members,
    shareMembers,
    nodes,
    topics,
    partitions,
  };
}
