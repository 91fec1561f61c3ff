// Every key of the player, as data: the help lists it, one handler acts on it.

import { clampSpeed } from './pace.ts';
import type { Player } from './player-types.ts';

export interface KeyBinding {
  /** As `KeyboardEvent.key` gives them; "Shift+" before a key that needs it. */
  readonly keys: readonly string[];
  /** As people read them. */
  readonly shown: string;
  readonly label: string;
  readonly run: (player: Player) => void;
}

const FINE = 0.01;
const COARSE = 0.1;

function nudge(share: number): (player: Player) => void {
  return (player) => {
    const { t, recording } = player.getState();
    player.seek(Math.round(t + recording.end * share));
  };
}

/** Keys that move time. The page adds its own: `?` for help. */
export const PLAYER_KEYS: readonly KeyBinding[] = [
  {
    keys: [' ', 'k'],
    shown: 'Space',
    label: 'Play or pause',
    run: (player) => (player.getState().isPlaying ? player.pause() : player.play()),
  },
  { keys: ['['], shown: '[', label: 'One event back', run: (player) => player.step(-1, 'change') },
  { keys: [']'], shown: ']', label: 'One event on', run: (player) => player.step(1, 'change') },
  { keys: ['{'], shown: '{', label: 'One message back', run: (player) => player.step(-1, 'message') },
  { keys: ['}'], shown: '}', label: 'One message on', run: (player) => player.step(1, 'message') },
  {
    keys: ['p'],
    shown: 'P',
    label: 'Previous fault, election or other turn',
    run: (player) => player.jump(-1),
  },
  { keys: ['n'], shown: 'N', label: 'Next fault, election or other turn', run: (player) => player.jump(1) },
  { keys: ['ArrowLeft'], shown: '←', label: 'Back by a hundredth of the run', run: nudge(-FINE) },
  { keys: ['ArrowRight'], shown: '→', label: 'On by a hundredth of the run', run: nudge(FINE) },
  { keys: ['Shift+ArrowLeft'], shown: 'Shift ←', label: 'Back by a tenth of the run', run: nudge(-COARSE) },
  { keys: ['Shift+ArrowRight'], shown: 'Shift →', label: 'On by a tenth of the run', run: nudge(COARSE) },
  { keys: ['Home'], shown: 'Home', label: 'To the start', run: (player) => player.seek(0) },
  {
    keys: ['End'],
    shown: 'End',
    label: 'To the end',
    run: (player) => player.seek(player.getState().horizon),
  },
  {
    keys: ['-'],
    shown: '−',
    label: 'Half the speed',
    run: (player) => player.setSpeed(clampSpeed(player.getState().speed / 2)),
  },
  {
    keys: ['+', '='],
    shown: '+',
    label: 'Twice the speed',
    run: (player) => player.setSpeed(clampSpeed(player.getState().speed * 2)),
  },
  {
    keys: ['s'],
    shown: 'S',
    label: 'Pace on or off: slow around events, skip the quiet',
    run: (player) => player.setPaced(!player.getState().isPaced),
  },
  { keys: ['u'], shown: 'U', label: 'Undo the last fault or setting', run: (player) => player.undo() },
];

/** What of a key press matters here; a KeyboardEvent is one. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The binding of a key press, if any. Chords with Ctrl, Alt or Meta belong to the browser. */
export function bindingOf(press: KeyPress): KeyBinding | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  const isNamed = press.key.length > 1;
  const name =
    isNamed && press.shiftKey ? `Shift+${press.key}` : isNamed ? press.key : press.key.toLowerCase();
  return PLAYER_KEYS.find((binding) => binding.keys.includes(name));
}

/** Elements that have their own use for single keys, and those that are pressed with Space. */
const TYPING = 'input:not([type=range]), textarea, select, [contenteditable], .cm-editor';
const OWN_ARROWS =
  'input, [role=slider], [role=radiogroup], [role=tablist], [role=menu], [role=listbox], [role=dialog]';
const OWN_SPACE =
  'button, a, summary, [role=button], [role=radio], [role=tab], [role=menuitem], [role=checkbox]';

/** Listens for the player's keys on the whole page; returns how to stop. */
export function listenToKeys(page: Document, player: Player): () => void {
  const onKey = (event: KeyboardEvent) => {
    const target = event.target instanceof Element ? event.target : undefined;
    if (event.defaultPrevented || target?.closest(TYPING) != null) return;
    const isArrow = event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End';
    if (isArrow && target?.closest(OWN_ARROWS) != null) return;
    if (event.key === ' ' && target?.closest(OWN_SPACE) != null) return;
    const binding = bindingOf(event);
    if (binding === undefined) return;
    event.preventDefault();
    binding.run(player);
  };
  page.addEventListener('keydown', onKey);
  return () => page.removeEventListener('keydown', onKey);
}
