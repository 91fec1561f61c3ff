// How nodes are called in sentences.

import type { Names } from '../../kernel/sentences.ts';
import type { World } from '../../kernel/world.ts';

/** Controllers of a scenario have ids from 1001 on. */
const FIRST_CONTROLLER = 1001;

function idText(id: number): string {
  if (id < 0) return 'nobody';
  return id >= FIRST_CONTROLLER ? `Controller c${id - FIRST_CONTROLLER + 1}` : `Broker ${id}`;
}

/** Without a world: b1 is Broker 1, c1 Controller c1, anything else goes by its own name. */
export const PLAIN_NAMES: Names = {
  node(id) {
    if (/^b[1-9]\d*$/.test(id)) return `Broker ${id.slice(1)}`;
    return /^c[1-9]\d*$/.test(id) ? `Controller ${id}` : id;
  },
  id: idText,
  setting: () => '',
};

/** Names of a world's nodes, and its settings as they are now. */
export function namesOfWorld(world: World): Names {
  const byId: Record<string, string> = {};
  const byNode: Record<string, string> = {};
  for (const node of world.order) {
    const state = world.nodes[node];
    const id = (state?.config as Record<string, unknown> | undefined)?.['node.id'];
    const text =
      state?.kind === 'controller' ? `Controller ${node}` : typeof id === 'number' ? `Broker ${id}` : node;
    byNode[node] = text;
    if (typeof id === 'number') byId[`n${id}`] = text;
  }
  return {
    node: (node) =>
      Object.hasOwn(byNode, node)
        ? (byNode[node] as string)
        : world.order.some((id) => world.nodes[id]?.zone === node)
          ? `zone ${node}`
          : node,
    id: (id) => byId[`n${id}`] ?? idText(id),
    setting(node, name) {
      const config = world.nodes[node]?.config as Record<string, unknown> | undefined;
      const value = config?.[name];
      return value === undefined || typeof value === 'object' ? '' : String(value);
    },
  };
}
