// One link carries one run: "1" + base64url(checksum of 4 bytes + deflated text). The text is a line of JSON and, after
// it, the scenario's own text, so that a torn link still gives back what came before the tear.
// The leading number is the version of this format; it stands outside so that a newer link is known as such.

import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import { hashText } from '../base/rng.ts';
import { isComplete, readSharedRun, type SharedRun } from './shared-run.ts';

export const LINK_VERSION = 1;
/** Longer codes are refused before anything is unpacked. */
export const MAX_CODE_LENGTH = 200_000;
/** Unpacking stops here: a small link must not become a large memory. */
const MAX_UNPACKED = 400_000;
/** Packed bytes fed at once; deflate grows at most about a thousandfold, so one bite stays below half a megabyte. */
const BITE = 512;

export type LinkProblem =
  /** Not whole, or changed on its way. */
  | 'damaged'
  /** Made by a newer Faultline. */
  | 'tooNew'
  /** Longer than any link that we make. */
  | 'tooLarge'
  /** Sound, but it says something that this Faultline does not take. */
  | 'notUnderstood';

export type DecodedLink =
  | { readonly ok: true; readonly run: SharedRun }
  | {
      readonly ok: false;
      readonly reason: LinkProblem;
      /** Every part that could be read. Text of a scenario may break off. */
      readonly saved: Partial<SharedRun>;
    };

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = Math.min(4, Math.ceil(((bytes.length - i) * 8) / 6));
    for (let d = 0; d < digits; d++) text += ALPHABET[(group >> (18 - 6 * d)) & 63];
  }
  return text;
}

/** Bytes up to the first foreign character; `isWhole` says whether there was none. */
function fromBase64Url(text: string): { bytes: Uint8Array; isWhole: boolean } {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const char of text) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) return { bytes: bytes.subarray(0, at), isWhole: false };
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 255;
    held &= (1 << bits) - 1;
  }
  return { bytes: bytes.subarray(0, at), isWhole: held === 0 };
}

function checksumOf(text: string): Uint8Array {
  const hash = hashText(text, LINK_VERSION);
  return Uint8Array.of(hash >>> 24, (hash >>> 16) & 255, (hash >>> 8) & 255, hash & 255);
}

/** Unpacks as much as can be; never more than MAX_UNPACKED. */
function unpack(bytes: Uint8Array): { text: string; isWhole: boolean; isTooLarge: boolean } {
  const parts: Uint8Array[] = [];
  let size = 0;
  let isWhole = false;
  const inflate = new Inflate((part, isLast) => {
    parts.push(part);
    size += part.length;
    isWhole ||= isLast;
  });
  try {
    for (let i = 0; i < bytes.length && size <= MAX_UNPACKED; i += BITE) {
      inflate.push(bytes.subarray(i, i + BITE), false);
    }
    // Said apart from the last bite: a torn stream throws here, after it has given what it holds.
    if (size <= MAX_UNPACKED) inflate.push(new Uint8Array(0), true);
  } catch {
    // The rest cannot be read; what came before the tear stays.
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  const isTooLarge = size > MAX_UNPACKED;
  return { text: isTooLarge ? '' : strFromU8(all), isWhole: isWhole && !isTooLarge, isTooLarge };
}

/** Reads the parts of the unpacked text. */
function read(text: string): Partial<SharedRun> {
  const lineEnd = text.indexOf('\n');
  const line = lineEnd < 0 ? text : text.slice(0, lineEnd);
  try {
    return readSharedRun(JSON.parse(line), lineEnd < 0 ? '' : text.slice(lineEnd + 1));
  } catch {
    return {};
  }
}

/** The code of a run: letters, digits, `-` and `_` only. */
export function encodeSharedRun(run: SharedRun): string {
  const { source } = run;
  const isText = source.kind === 'text';
  const line = JSON.stringify({ ...run, source: isText ? { kind: 'text' } : source });
  const text = `${line}\n${isText ? source.text : ''}`;
  const packed = deflateSync(strToU8(text), { level: 9 });
  const bytes = new Uint8Array(4 + packed.length);
  bytes.set(checksumOf(text));
  bytes.set(packed, 4);
  // The dot ends the version, so that it may have several digits.
  return `${LINK_VERSION}.${toBase64Url(bytes)}`;
}

/** Reads a code. Pure, never throws, and bounded in time and memory whatever it is given. */
export function decodeSharedRun(code: string): DecodedLink {
  if (code.length > MAX_CODE_LENGTH) return { ok: false, reason: 'tooLarge', saved: {} };
  const match = /^([1-9]\d{0,5})\.(.*)$/s.exec(code);
  if (match === null) return { ok: false, reason: 'damaged', saved: {} };
  const { bytes, isWhole: isClean } = fromBase64Url(match[2] as string);
  const { text, isWhole, isTooLarge } = unpack(bytes.subarray(4));
  if (isTooLarge) return { ok: false, reason: 'tooLarge', saved: {} };
  const saved = read(text);
  if (Number(match[1]) > LINK_VERSION) return { ok: false, reason: 'tooNew', saved };
  const isSound = isClean && isWhole && checksumOf(text).every((byte, i) => byte === bytes[i]);
  if (!isSound) return { ok: false, reason: 'damaged', saved };
  return isComplete(saved) ? { ok: true, run: saved } : { ok: false, reason: 'notUnderstood', saved };
}
