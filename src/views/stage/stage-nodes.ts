// The boxes: zones, controllers, brokers, producers and consumers, with what is written in them.

import type {
  BrokerView,
  ClusterView,
  ConsumerView,
  ControllerView,
  ProducerView,
} from '../../engine/kafka/views.ts';
import { formatNumber, formatTimeShort } from '../../ui/format.ts';
import { partitionLook } from '../partition-look.ts';
import { fitName, monoWidth, sansWidth } from '../text-width.ts';
import type { ClientTrouble } from './client-links.ts';
import type { ColumnSpan, ZoneColumn } from './stage-columns.ts';
import { figures, labelWidth, words } from './stage-labels.ts';
import type { Box, Label, NodeScene, ZoneScene } from './stage-scene.ts';
import {
  brokerName,
  brokerState,
  controllerName,
  controllerState,
  cutWords,
  isDown,
  isIsolated,
} from './stage-words.ts';

/** The frame of a zone and its heading; red and dashed when all of it is down or cut off. */
export function zoneScene(
  cluster: ClusterView,
  column: ZoneColumn,
  height: number,
  timeOfRow: (row: number) => number,
): ZoneScene {
  const nodes = [...column.brokers.map((b) => b.view), ...column.controllers.map((c) => c.view)];
  const isZoneDown = nodes.length > 0 && nodes.every(isDown);
  const isZoneIsolated = !isZoneDown && nodes.length > 0 && isCutOff(cluster, nodes);
  const box: Box = { x: column.x, y: 0, width: column.width, height };
  const left = column.x + 10;
  const right = column.x + column.width - 10;
  const size = 12.5;
  const tone = isZoneDown || isZoneIsolated ? 'fault' : 'body';
  const labels: Label[] = [];
  if (column.zone !== '') {
    const widthOf = (t: string) => sansWidth(t, size, true);
    const long = `zone ${column.zone}`;
    // Zones of one region begin alike: their ends matter more than the word.
    const text = widthOf(long) <= right - left ? long : fitName(column.zone, right - left, widthOf);
    labels.push(words(text, left, 20, tone, { size, isBold: true }));
  }
  if (isZoneDown || isZoneIsolated) {
    const row = Math.max(...nodes.map((node) => node.faultRow));
    const since = row < 0 ? '' : ` since ${formatTimeShort(timeOfRow(row))}`;
    const word = isZoneDown ? 'down' : 'isolated';
    const from = labels[0] === undefined ? left : left + labelWidth(labels[0]) + 8;
    const text = [`${word}${since}`, since.trim(), word].find(
      (option) => sansWidth(option, 11) <= right - from,
    );
    if (text !== undefined) labels.push(words(text, right, 20, 'fault', { anchor: 'end', size: 11 }));
  }
  return {
    zone: column.zone,
    box,
    look: isZoneDown ? 'down' : isZoneIsolated ? 'isolated' : 'plain',
    labels,
  };
}

/** Whether none of these nodes reaches any node outside them. */
function isCutOff(cluster: ClusterView, nodes: readonly (BrokerView | ControllerView)[]): boolean {
  const inside = new Set(nodes.map((node) => node.node));
  const outside = [...cluster.brokers, ...cluster.controllers].filter((other) => !inside.has(other.node));
  return (
    outside.length > 0 && nodes.every((node) => outside.every((other) => node.cutFrom.includes(other.node)))
  );
}

/** A state in words, then in fewer words. */
function shorterForms(text: string): string[] {
  if (text === 'active controller') return [text, 'active'];
  if (text === 'unreachable') return [text, 'down'];
  if (text.startsWith('cut from ')) return [text, 'link cut', 'cut'];
  return [text, text.replace(/ of \d+$/, '')];
}

/** A title at the left of a box and a state at its right, the state only as far as it fits. */
function titleLine(
  box: Box,
  y: number,
  title: string,
  state: { readonly text: string; readonly tone: Label['tone'] },
  titleTone: Label['tone'],
  titleSize: number,
): Label[] {
  const forms = [
    { padding: 9, titleSize, size: 11.5 },
    { padding: 6, titleSize: Math.min(titleSize, 11.5), size: 10 },
    // The smallest only for what has to be said.
    ...(state.tone === 'muted' ? [] : [{ padding: 5, titleSize: Math.min(titleSize, 10.5), size: 9.5 }]),
  ];
  let name: Label | undefined;
  for (const { padding, size, ...form } of forms) {
    const right = box.x + box.width - padding;
    const tried = words(title, box.x + padding, y, titleTone, { size: form.titleSize, isBold: true });
    const room = right - tried.x - labelWidth(tried) - 5;
    const text = shorterForms(state.text).find((option) => sansWidth(option, size) <= room);
    if (text !== undefined) return [tried, words(text, right, y, state.tone, { anchor: 'end', size })];
    name ??= tried;
  }
  return name === undefined ? [] : [name];
}

export function brokerScene(
  cluster: ClusterView,
  broker: ColumnSpan & { readonly view: BrokerView },
  y: number,
  height: number,
): NodeScene {
  const { view } = broker;
  const box: Box = { x: broker.x, y, width: broker.width, height };
  const state = brokerState(view, cluster.partitions.length);
  const cut = isDown(view) ? undefined : cutWords(cluster, view);
  const shown = cut === undefined ? state : ({ text: cut, tone: 'fault' } as const);
  const isBusy = view.health !== 'up' || view.isFenced || view.isInControlledShutdown || view.slowFactor > 1;
  return {
    node: view.node,
    kind: 'broker',
    box,
    look: isDown(view) ? 'down' : isIsolated(cluster, view) ? 'cut' : isBusy ? 'busy' : 'up',
    labels: titleLine(box, y + 21, brokerName(view), shown, isDown(view) ? 'down' : 'ink', 13),
    glyphs: [],
  };
}

export function controllerScene(
  cluster: ClusterView,
  controller: ColumnSpan & { readonly view: ControllerView },
  y: number,
  height: number,
): NodeScene {
  const { view } = controller;
  const box: Box = { x: controller.x, y, width: controller.width, height };
  const look = isDown(view) ? 'down' : isIsolated(cluster, view) ? 'cut' : view.isActive ? 'active' : 'up';
  const tone = look === 'down' ? 'down' : look === 'active' ? 'onControl' : 'control';
  const cut = isDown(view) ? undefined : cutWords(cluster, view);
  const role = controllerState(view);
  const state = {
    text: cut === undefined || view.isActive ? role.text : cut,
    tone: cut === undefined || view.isActive ? tone : 'fault',
  } as const;
  return {
    node: view.node,
    kind: 'controller',
    box,
    look,
    labels: titleLine(box, y + 18, controllerName(view), state, tone, 11.5),
    glyphs: [],
  };
}

/** Height of a producer's card and the distance of two; smaller where many stand above each other. */
export const PRODUCER_CARD = { height: 58, pitch: 68 };
export const SMALL_PRODUCER_CARD = { height: 42, pitch: 48 };

/** The longest form that fits. */
function fitting(forms: readonly string[], room: number, size: number): string {
  return forms.find((form) => sansWidth(form, size) <= room) ?? '';
}

/** A client's name: a little smaller before it is cut. */
function nameLabel(name: string, x: number, y: number, room: number, down: boolean): Label {
  const size = sansWidth(name, 12, true) <= room ? 12 : 11;
  const text = fitName(name, room, (one) => sansWidth(one, size, true));
  return words(text, x, y, down ? 'down' : 'ink', { size, isBold: true });
}

export function producerScene(
  producer: ProducerView,
  trouble: ClientTrouble | undefined,
  column: ColumnSpan,
  y: number,
  isSmall: boolean,
): NodeScene {
  const { height } = isSmall ? SMALL_PRODUCER_CARD : PRODUCER_CARD;
  const box: Box = { x: column.x, y, width: column.width, height };
  const left = box.x + 8;
  const room = box.width - 16;
  const down = isDown(producer);
  const name = nameLabel(producer.node, left, y + 18, room, down);
  const settings = `acks=${producer.acks} ${formatNumber(producer.ratePerSecond)}/s`;
  const waiting = down ? 'down' : `${formatNumber(producer.waiting)} waiting`;
  // One line for both: what waits is worth more than the rate.
  const both = [`acks=${producer.acks} ${waiting}`, waiting];
  const smallLine =
    producer.health !== 'up'
      ? producer.health
      : producer.waiting === 0
        ? settings
        : (both.find((text) => monoWidth(text, 10) <= room) ?? waiting);
  return {
    node: producer.node,
    kind: 'producer',
    box,
    look: down ? 'down' : trouble?.isCutOff ? 'cut' : producer.health === 'up' ? 'up' : 'busy',
    labels: [
      name,
      trouble === undefined || down
        ? figures(isSmall ? smallLine : settings, left, y + 34, down ? 'down' : 'muted', { size: 10 })
        : words(fitting(trouble.forms, room, 10.5), left, y + 34, 'fault', { size: 10.5 }),
      ...(isSmall
        ? []
        : [
            figures(
              producer.health === 'up' ? waiting : producer.health,
              left,
              y + 49,
              down ? 'fault' : 'body',
              { size: 10 },
            ),
          ]),
    ],
    glyphs: [],
  };
}

/** Room that a name keeps beside the trouble with its links. */
const LEAST_NAME = 34;

/** The name of a reader, and what is wrong with its links as far as there is room. */
export function clientTitle(
  name: string,
  down: boolean,
  trouble: ClientTrouble | undefined,
  left: number,
  right: number,
  baseline: number,
): Label[] {
  const wide = sansWidth(name, 12, true);
  const room = right - left - Math.min(wide, LEAST_NAME) - 6;
  const beside = down || trouble === undefined ? '' : fitting(trouble.forms, right - left - wide - 6, 10.5);
  const text = beside !== '' || down || trouble === undefined ? beside : fitting(trouble.forms, room, 10.5);
  const nameRoom = text === '' ? right - left : right - left - sansWidth(text, 10.5) - 6;
  const title = nameLabel(name, left, baseline, nameRoom, down);
  return text === ''
    ? [title]
    : [title, words(text, right, baseline, 'fault', { anchor: 'end', size: 10.5 })];
}

const CONSUMER_HEAD = 40;
const CONSUMER_LINE = 17;

/** Height of a consumer's card that names at most `lines` partitions. */
export function consumerHeight(consumer: ConsumerView, lines: number): number {
  const rest = consumer.partitions.length > lines ? 1 : 0;
  return CONSUMER_HEAD + (Math.min(lines, consumer.partitions.length) + rest) * CONSUMER_LINE + 4;
}

/** A plain consumer: where it is in each partition, and how far behind the high watermark. */
export function consumerScene(
  consumer: ConsumerView,
  trouble: ClientTrouble | undefined,
  indexOf: (tp: string) => number,
  column: ColumnSpan,
  y: number,
  lines: number,
): NodeScene {
  const box: Box = { x: column.x, y, width: column.width, height: consumerHeight(consumer, lines) };
  const left = box.x + 10;
  const right = box.x + box.width - 10;
  const middle = right - 40;
  const down = isDown(consumer);
  const labels: Label[] = [
    ...clientTitle(consumer.node, down, trouble, left, right, y + 18),
    figures(down ? 'down' : 'position', middle, y + 34, down ? 'fault' : 'muted', {
      size: 9.5,
      anchor: 'end',
    }),
    figures('lag', right, y + 34, 'muted', { size: 9.5, anchor: 'end' }),
  ];
  const glyphs: { look: ReturnType<typeof partitionLook>; x: number; y: number }[] = [];
  consumer.partitions.slice(0, lines).forEach((at, i) => {
    const baseline = y + CONSUMER_HEAD + 11 + i * CONSUMER_LINE;
    glyphs.push({ look: partitionLook(indexOf(at.tp)), x: left + 5, y: baseline - 3.5 });
    labels.push(
      figures(at.position < 0 ? '–' : String(at.position), middle, baseline, 'body', { anchor: 'end' }),
    );
    labels.push(
      figures(at.position < 0 ? '–' : String(at.lag), right, baseline, 'ink', {
        anchor: 'end',
        isBold: true,
      }),
    );
  });
  const rest = consumer.partitions.slice(lines);
  if (rest.length > 0) {
    const baseline = y + CONSUMER_HEAD + 11 + lines * CONSUMER_LINE;
    labels.push(words(`${rest.length} more`, left, baseline, 'muted', { size: 10.5 }));
    labels.push(
      figures(String(rest.reduce((sum, at) => sum + at.lag, 0)), right, baseline, 'ink', {
        anchor: 'end',
        isBold: true,
      }),
    );
  }
  const look = down ? 'down' : trouble?.isCutOff ? 'cut' : 'up';
  return { node: consumer.node, kind: 'consumer', box, look, labels, glyphs };
}
