// Moving the playhead with pointer and keys: the same for the wide timeline and the strip of a phone.

import type { KeyboardEvent, PointerEvent } from 'react';
import type { Player } from '../../player/player-types.ts';

const FINE = 0.01;
const COARSE = 0.1;

/** Handlers of an element whose inner width is the whole run. The pointer may be anywhere on its height. */
export function scrubberHandlers(player: Player) {
  const seekTo = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width)));
    player.seek(Math.round(share * player.getState().recording.end));
  };
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      player.pause();
      seekTo(event);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
    },
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      const target = keyTarget(player, event);
      if (target === undefined) return;
      event.preventDefault();
      player.seek(target);
    },
  };
}

function keyTarget(player: Player, { key, shiftKey }: KeyboardEvent): number | undefined {
  const { t, recording, horizon } = player.getState();
  const by = (share: number) => Math.round(t + recording.end * share);
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return by(shiftKey ? COARSE : FINE);
    case 'ArrowLeft':
    case 'ArrowDown':
      return by(shiftKey ? -COARSE : -FINE);
    case 'PageUp':
      return by(COARSE);
    case 'PageDown':
      return by(-COARSE);
    case 'Home':
      return 0;
    case 'End':
      return horizon;
    default:
      return undefined;
  }
}
