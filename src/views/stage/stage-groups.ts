// Consumer groups at the right of the Stage: a heading with state and generation, then a card per member with what it
// has, the committed offset and the lag of each (in a share group: start offset and acquired records). Where that does
// not fit, cards shrink to one figure, then to a line, and with them the heading.

import type { ClusterView, GroupPartitionView, GroupView, MemberView } from '../../engine/kafka/views.ts';
import { formatCount, formatNumber } from '../../ui/format.ts';
import { partitionLook } from '../partition-look.ts';
import { fitName, fitText, monoWidth, sansWidth } from '../text-width.ts';
import { type ClientTrouble, clientTrouble } from './client-links.ts';
import type { ColumnSpan } from './stage-columns.ts';
import { figures, labelWidth, words } from './stage-labels.ts';
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
const TINY_CARD = 25;
const GAP = 8;
const TINY_GAP = 4;
const ROOMY_COLUMN = 125;
const GROUP_GAP = 22;
const TINY_CAPTION = CAPTION_LINE + 10;
const TINY_GROUP_GAP = 12;
const GLYPH_PITCH = 14;
/** Right of the marks; right of a name on a single line. */
const FIGURE_GAP = 6;
const TINY_NAME_GAP = 5;

interface Placed {
  readonly nodes: NodeScene[];
  readonly captions: Label[];
}

function fullHeight(member: MemberView): number {
  return isDown(member) ? SMALL_CARD : HEAD + Math.max(1, member.partitions.length) * LINE + 4;
}

type CardSize = 'full' | 'small' | 'tiny';

function heightOf(groups: readonly GroupView[], size: CardSize): number {
  let sum = 0;
  for (const group of groups) {
    sum += captionHeight(size) + groupGap(size);
    for (const member of group.members) sum += cardHeight(member, size) + gapOf(size);
  }
  return sum;
}

/** Height of all groups with their smallest cards. */
export function leastGroupsHeight(groups: readonly GroupView[]): number {
  return Math.max(0, heightOf(groups, 'tiny') - TINY_GROUP_GAP);
}

function captionHeight(size: CardSize): number {
  return size === 'tiny' ? TINY_CAPTION : GROUP_CAPTION;
}

function groupGap(size: CardSize): number {
  return size === 'tiny' ? TINY_GROUP_GAP : GROUP_GAP;
}

function cardHeight(member: MemberView, size: CardSize): number {
  if (size === 'full') return fullHeight(member);
  return size === 'small' ? SMALL_CARD : TINY_CARD;
}

function gapOf(size: CardSize): number {
  return size === 'tiny' ? TINY_GAP : GAP;
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
  const fits = (one: CardSize) => y + heightOf(cluster.groups, one) <= bottom + groupGap(one);
  const size: CardSize = fits('full') ? 'full' : fits('small') ? 'small' : 'tiny';
  const indexes = new Map(cluster.partitions.map((p) => [p.tp, p.index]));
  let at = y;
  for (const group of cluster.groups) {
    placed.captions.push(...captionOf(group, column, at, size === 'tiny'));
    at += captionHeight(size);
    for (const member of group.members) {
      const card = memberScene(
        group,
        member,
        clientTrouble(cluster, troubled, member.node),
        indexes,
        column,
        at,
        size,
      );
      placed.nodes.push(card);
      at += card.box.height + gapOf(size);
    }
    at += groupGap(size);
  }
  return placed;
}

function captionOf(group: GroupView, column: ColumnSpan, top: number, isShort: boolean): Label[] {
  const y = isShort ? top - CAPTION_LINE : top;
  const fitting = (texts: readonly string[], isBold = false) =>
    texts.find((text) => sansWidth(text, 10.5, isBold) <= column.width) ??
    fitText(texts.at(-1) ?? '', column.width, (one) => sansWidth(one, 10.5, isBold));
  const unread = group.partitions.filter((p) => p.stoppedSince >= 0).length;
  const name = fitName(group.group, column.width, (text) => monoWidth(text, 11));
  const labels = [figures(name, column.x, y + CAPTION_LINE, 'ink', { size: 11, isBold: true })];
  const line = (text: string, at: number, isWarning: boolean) =>
    words(text, column.x, y + at * CAPTION_LINE, isWarning ? 'warning' : 'body', {
      size: 10.5,
      isBold: isWarning,
    });
  const unreadWords = () =>
    fitting([`nobody reads ${formatCount(unread, 'partition')}`, `${unread} read by nobody`], true);
  const state = fitting([generationWords(group), group.state]);
  if (isShort) return [...labels, unread > 0 ? line(unreadWords(), 2, true) : line(state, 2, false)];
  labels.unshift(words('GROUP', column.x, y, 'muted', { size: 10.5, isBold: true }));
  labels.push(line(state, 2, false));
  if (unread > 0) labels.push(line(unreadWords(), 3, true));
  return labels;
}

function memberScene(
  group: GroupView,
  member: MemberView,
  trouble: ClientTrouble | undefined,
  indexes: ReadonlyMap<string, number>,
  column: ColumnSpan,
  y: number,
  size: CardSize,
): NodeScene {
  const down = isDown(member);
  const height = cardHeight(member, size);
  const left = column.x + 10;
  const right = column.x + column.width - 10;
  const name = size === 'tiny' ? shortName(group, member, column.width) : member.node;
  const title = clientTitle(name, down, trouble, left, right, y + (size === 'tiny' ? 17 : 18));
  // On a single line there is room for one thing beside the name.
  const from = size === 'tiny' ? left + labelWidth(title[0] as Label) + TINY_NAME_GAP : left;
  const body =
    size === 'tiny' && trouble !== undefined && !down
      ? NO_BODY
      : size !== 'full' || down
        ? smallBody(group, member, indexes, from, right, y + (size === 'tiny' ? 16.5 : 33))
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
const NO_BODY: Body = { labels: [], glyphs: [] };

/** "member 2", or "m2", of the node "orders-2" in the group "orders". */
function shortName({ group }: GroupView, { node }: MemberView, width: number): string {
  if (!node.startsWith(`${group}-`)) return node;
  return `${width < ROOMY_COLUMN ? 'm' : 'member '}${node.slice(group.length + 1)}`;
}

/** One line: what it has as marks, and the lag of all that. */
function smallBody(
  group: GroupView,
  member: MemberView,
  indexes: ReadonlyMap<string, number>,
  left: number,
  right: number,
  baseline: number,
): Body {
  if (isDown(member)) {
    const isAbsent = member.health === 'notStarted';
    const word = isAbsent ? 'not started' : 'down';
    if (monoWidth(word, 10) > right - left) return NO_BODY;
    return {
      labels: [figures(word, left, baseline, isAbsent ? 'muted' : 'fault', { size: 10 })],
      glyphs: [],
    };
  }
  if (member.partitions.length === 0) {
    const idle = ['has no partition', 'idle'].find((one) => sansWidth(one, 10) <= right - left);
    if (idle === undefined) return NO_BODY;
    return { labels: [words(idle, right, baseline, 'muted', { size: 10, anchor: 'end' })], glyphs: [] };
  }
  const isShare = group.protocol === 'share';
  const figure = (p: GroupPartitionView) => (isShare ? acquiredBy(p, member) : p.lag);
  const owned = new Set(member.partitions.map((p) => p.tp));
  const sum = group.partitions.reduce((n, p) => n + (owned.has(p.tp) ? figure(p) : 0), 0);
  const number = formatNumber(sum);
  const texts = [`${isShare ? 'acquired' : 'lag'} ${number}`, number];
  // What it has says more than the word before the figure.
  const marks = member.partitions.length * GLYPH_PITCH + FIGURE_GAP;
  const fits = (room: number) => texts.find((one) => monoWidth(one, 10) <= room);
  const text = fits(right - left - marks) ?? fits(right - left);
  if (text === undefined) return NO_BODY;
  const label = figures(text, right, baseline, 'ink', { size: 10, anchor: 'end', isBold: true });
  const room = right - left - monoWidth(label.text, 10) - FIGURE_GAP;
  const count = Math.max(0, Math.floor(room / GLYPH_PITCH));
  const glyphs = member.partitions.slice(0, count).map(({ tp }, i) => ({
    look: partitionLook(indexes.get(tp) ?? 0),
    x: left + 5 + i * GLYPH_PITCH,
    y: baseline - 3.5,
  }));
  return { labels: [label], glyphs };
}

/** Records that a member of a share group has in its hands. */
function acquiredBy({ share }: GroupPartitionView, { node }: MemberView): number {
  return share?.acquired.find((one) => one.node === node)?.records ?? 0;
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
  const isShare = group.protocol === 'share';
  const middle = right - (isShare ? 58 : 34);
  if (member.partitions.length === 0)
    return {
      labels: [words('has no partition', left, y + 18 + EMPTY_LINE, 'muted', { size: 10.5 })],
      glyphs: [],
    };
  const labels: Label[] = [
    figures(isShare ? 'start' : 'committed', middle, y + 33, 'muted', { size: 9.5, anchor: 'end' }),
    figures(isShare ? 'acquired' : 'lag', right, y + 33, 'muted', { size: 9.5, anchor: 'end' }),
  ];
  const glyphs = member.partitions.map(({ tp }, i) => {
    const baseline = y + HEAD + 8 + i * LINE;
    const at = group.partitions.find((p) => p.tp === tp);
    const committed = at === undefined || at.committed < 0 ? '–' : String(at.committed);
    labels.push(figures(committed, middle, baseline, 'body', { anchor: 'end' }));
    const figure = at === undefined ? 0 : isShare ? acquiredBy(at, member) : at.lag;
    labels.push(figures(String(figure), right, baseline, 'ink', { anchor: 'end', isBold: true }));
    return { look: partitionLook(indexes.get(tp) ?? 0), x: left + 5, y: baseline - 3.5 };
  });
  return { labels, glyphs };
}
