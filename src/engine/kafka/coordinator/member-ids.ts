// Ids that Kafka draws at random: member ids of the classic protocol, Uuids of the consumer protocol and of topics.
// They decide orders inside assignors, so they come from the node's own random stream.

import type { Ctx } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';
import { javaStringHash } from '../groups/java-hash.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

/** `prefix`, a dash and a random java.util.UUID (version 4). [src: ClassicGroup.generateMemberId] */
export function drawMemberId(prefix: string, ctx: Ctx<KafkaEvents>): string {
  const [a, b, c, d] = drawWords(ctx);
  const text = hex(a) + hex(b) + hex(c) + hex(d);
  return `${prefix}-${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

/** A random Kafka Uuid as text: the member id of the consumer protocol, made by the client (KIP-1082). */
export function drawUuid(ctx: Ctx<KafkaEvents>): string {
  for (;;) {
    const text = base64Url(drawWords(ctx));
    // [src: common/Uuid.java randomUuid]
    if (!text.startsWith('-')) return text;
  }
}

/**
 * The Uuid of a topic. Simplification: it is made from the name, not drawn, so that adding a topic to a scenario leaves
 * every draw alone.
 */
export function topicUuid(topic: string): string {
  const words: number[] = [];
  let h = javaStringHash(topic);
  for (let i = 0; i < 4; i++) {
    h = Math.imul(h ^ (h >>> 15), 0x85ebca6b) + 0x9e3779b9;
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h = (h ^ (h >>> 16)) | 0;
    words.push(h);
  }
  const text = base64Url(words as [number, number, number, number]);
  return text.startsWith('-') ? `A${text.slice(1)}` : text;
}

/** 128 random bits with the marks of version 4 and the IETF variant. */
function drawWords(ctx: Ctx<KafkaEvents>): [number, number, number, number] {
  const word = () => ctx.random('memberId');
  const [a, b, c, d] = [word(), word(), word(), word()];
  return [a, ((b & 0xffff0fff) | 0x4000) >>> 0, ((c & 0x3fffffff) | 0x80000000) >>> 0, d];
}

/** 16 bytes as 22 characters. */
function base64Url(words: readonly [number, number, number, number]): string {
  let text = '';
  for (let i = 0; i < 22; i++) {
    let six = 0;
    for (let bit = 0; bit < 6; bit++) {
      const position = i * 6 + bit;
      const word = position < 128 ? (words[position >> 5] as number) : 0;
      six = (six << 1) | ((word >>> (31 - (position & 31))) & 1);
    }
    text += ALPHABET.charAt(six);
  }
  return text;
}
