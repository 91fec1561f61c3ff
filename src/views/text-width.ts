// How wide a text will be, without a DOM: layouts are pure and are tested in Node. Advance widths of Inter in
// thousandths of the font size, rounded up a little, so that a fallback face fits too.

const NARROW = new Set("ijlI|!.,:;'`·• ");
const SLIM = new Set('frt()[]{}/\\-"');
const MIDDLE = new Set('acekszvxyJ');
const WIDE = new Set('mMW@%—→×');
const MONO_ADVANCE = 0.605;

function advance(char: string): number {
  if (NARROW.has(char)) return 0.29;
  if (SLIM.has(char)) return 0.385;
  if (MIDDLE.has(char)) return 0.58;
  if (WIDE.has(char)) return 0.94;
  if (char === 'w') return 0.82;
  if (char >= 'A' && char <= 'Z') return 0.71;
  return 0.63;
}

/** Width of a text in Inter at `size` px; `isBold` for weights from 600. */
export function sansWidth(text: string, size: number, isBold = false): number {
  let sum = 0;
  for (const char of text) sum += advance(char);
  return sum * size * (isBold ? 1.06 : 1);
}

/** Width of a text in the mono face at `size` px. */
export function monoWidth(text: string, size: number): number {
  return [...text].length * size * MONO_ADVANCE;
}

/** The text, cut with an ellipsis when it is wider than `room` px. */
export function fitText(text: string, room: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= room) return text;
  let kept = text;
  while (kept.length > 1 && widthOf(`${kept}…`) > room) kept = kept.slice(0, -1);
  return `${kept}…`;
}

/** How much of a name's room its end gets: names of one place begin alike and are told apart by their ends. */
const TAIL_SHARE = 0.45;

/** A name, cut in its middle when it is wider than `room` px: "customer-…ations-0". */
export function fitName(name: string, room: number, widthOf: (text: string) => number): string {
  if (widthOf(name) <= room) return name;
  for (let kept = name.length - 1; kept > 1; kept -= 1) {
    const tail = Math.max(1, Math.round(kept * TAIL_SHARE));
    const cut = `${name.slice(0, kept - tail)}…${name.slice(-tail)}`;
    if (widthOf(cut) <= room) return cut;
  }
  return fitText(name, room, widthOf);
}
