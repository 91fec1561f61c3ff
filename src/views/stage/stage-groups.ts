// Consumer groups at the right of the Stage: a heading with state and generation, then a card per member with what it
// has, the committed offset and the lag of each. Where that does not fit, cards shrink to their lag.

import type { ClusterView, GroupView, MemberView } from '../../engine/kafka/views.ts';
import { formatCount, formatNumber } from '../../ui/format.ts';
import { partitionLook } from '../partition-look.ts';
import { fitText, monoWidth, sansWidth } from '../text-width.ts';
import { type ClientTrouble, clientTrouble } from './client-links.ts';
import type { ColumnSpan } from './stage-columns.ts';
import { figures, words } from './stage-labels.ts';
import type { FaultyLink } from './stage-links.ts';
import { clientTitle } from './stage-nodes.ts';
import type { Label, NodeScene } from './stage-scene.ts';
import { generationWords, isDown } from './stage-words.ts';

const CAPTION_LINE = 14;
const CAPTION_LINES = 4;
/** From the first baseline of a heading to the top of the first card. */
export const GROUP_CAPTION = CAPTION_LINE * (CAPTION_LINES - 1) + 10;
const HEAD = 40;
const LINE = 16;
const EMPTY_LINE = 17;
const SMALL_CARD = 42;
const GAP = 8;
const GROUP_GAP = 22;
const GLYPH_PITCH = 14;

interface Placed {
  readonly nodes: NodeScene[];
  readonly captions: Label[];
}

function fullHeight(member: MemberView): number {
  return isDown(member) ? SMALL_CARD : HEAD + Math.max(1, member.partitions.length) * LINE + 4;
}

function heightOf(groups: readonly GroupView[]): number {
  let sum = 0;
  for (const group of groups) {
    sum += GROUP_CAPTION + GROUP_GAP;
    for (const member of group.members) sum += fullHeight(member) + GAP;
  }
  return sum;
}

/** All groups from `y` down; the first baseline of their heading is at `y`. */
export function groupScenes(
  cluster: ClusterView,
  troubled: readonly FaultyLink[],
  column: ColumnSpan,
  y: number,
  bottom: number,
): Placed {
  const placed: Placed = { nodes: [], captions: [] };
  const isSmall = y + heightOf(cluster.groups) > bottom + GROUP_GAP;
  const indexes = new Map(cluster.partitions.map((p) => [p.tp, p.index]));
  let at = y;
  for (const group of cluster.groups) {
    placed.captions.push(...captionOf(group, column, at));
    at += GROUP_CAPTION;
    for (const member of group.members) {
      const card = memberScene(
        group,
        member,
        clientTrouble(cluster, troubled, member.node),
        indexes,
        column,
        at,
        isSmall,
      );
      placed.nodes.push(card);
      at += card.box.height + GAP;
    }
    at += GROUP_GAP;
  }
  return placed;
}

function captionOf(group: GroupView, column: ColumnSpan, y: number): Label[] {
  const fitting = (texts: readonly string[], isBold = false) =>
    texts.find((text) => sansWidth(text, 10.5, isBold) <= column.width) ??
    fitText(texts.at(-1) ?? '', column.width, (one) => sansWidth(one, 10.5, isBold));
  const unread = group.partitions.filter((p) => p.stoppedSince >= 0).length;
  const labels = [
    words('GROUP', column.x, y, 'muted', { size: 10.5, isBold: true }),
    figures(
      fitText(group.group, column.width, (text) => monoWidth(text, 11)),
      column.x,
      y + CAPTION_LINE,
      'ink',
      { size: 11, isBold: true },
    ),
    words(fitting([generationWords(group), group.state]), column.x, y + 2 * CAPTION_LINE, 'body', {
      size: 10.5,
    }),
  ];
  if (unread > 0) {
    const text = fitting(
      [`nobody reads ${formatCount(unread, 'partition')}`, `${unread} read by nobody`],
      true,
    );
    labels.push(words(text, column.x, y + 3 * CAPTION_LINE, 'warning', { size: 10.5, isBold: true }));
  }
  return labels;
}

function memberScene(
  group: GroupView,
  member: MemberView,
  trouble: ClientTrouble | undefined,
  indexes: ReadonlyMap<string, number>,
  column: ColumnSpan,
  y: number,
  isSmall: boolean,
): NodeScene {
  const down = isDown(member);
  const height = isSmall ? SMALL_CARD : fullHeight(member);
  const left = column.x + 10;
  const right = column.x + column.width - 10;
  const title = clientTitle(member.node, down, trouble, left, right, y + 18);
  const body =
    isSmall || down
      ? smallBody(group, member, indexes, left, right, y)
      : fullBody(group, member, indexes, left, right, y);
  return {
    node: member.node,
    kind: 'consumer',
    box: { x: column.x, y, width: column.width, height },
    look: member.health === 'notStarted' ? 'absent' : down ? 'down' : member.health === 'up' ? 'up' : 'busy',
    labels: [...title, ...body.labels],
    glyphs: body.glyphs,
  };
}

type Body = Pick<NodeScene, 'labels' | 'glyphs'>;

/** One line: what it has as marks, and the lag of all that. */
function smallBody(
  group: GroupView,
  member: MemberView,
  indexes: ReadonlyMap<string, number>,
  left: number,
  right: number,
  y: number,
): Body {
  const baseline = y + 33;
  if (member.health === 'notStarted')
    return { labels: [figures('not started', left, baseline, 'muted', { size: 10 })], glyphs: [] };
  if (isDown(member)) return { labels: [figures('down', left, baseline, 'fault', { size: 10 })], glyphs: [] };
  const owned = new Set(member.partitions.map((p) => p.tp));
  const lag = group.partitions.reduce((sum, p) => sum + (owned.has(p.tp) ? p.lag : 0), 0);
  const label = figures(`lag ${formatNumber(lag)}`, right, baseline, 'ink', {
    size: 10,
    anchor: 'end',
    isBold: true,
  });
  const room = right - left - monoWidth(label.text, 10) - 6;
  const count = Math.max(0, Math.floor(room / GLYPH_PITCH));
  const glyphs = member.partitions.slice(0, count).map(({ tp }, i) => ({
    look: partitionLook(indexes.get(tp) ?? 0),
    x: left + 5 + i * GLYPH_PITCH,
    y: baseline - 3.5,
  }));
  return { labels: [label], glyphs };
}

/** A line for each partition it has. */
function fullBody(
  group: GroupView,
  member: MemberView,
  indexes: ReadonlyMap<string, number>,
  left: number,
  right: number,
  y: number,
): Body {
  const middle = right - 34;
  if (member.partitions.length === 0)
    return {
      labels: [words('has no partition', left, y + 18 + EMPTY_LINE, 'muted', { size: 10.5 })],
      glyphs: [],
    };
  const labels: Label[] = [
    figures('committed', middle, y + 33, 'muted', { size: 9.5, anchor: 'end' }),
    figures('lag', right, y + 33, 'muted', { size: 9.5, anchor: 'end' }),
  ];
  const glyphs = member.partitions.map(({ tp }, i) => {
    const baseline = y + HEAD + 8 + i * LINE;
    const at = group.partitions.find((p) => p.tp === tp);
    const committed = at === undefined || at.committed < 0 ? '–' : String(at.committed);
    labels.push(figures(committed, middle, baseline, 'body', { anchor: 'end' }));
    labels.push(figures(String(at?.lag ?? 0), right, baseline, 'ink', { anchor: 'end', isBold: true }));
    return { look: partitionLook(indexes.get(tp) ?? 0), x: left + 5, y: baseline - 3.5 };
  });
  return { labels, glyphs };
}
