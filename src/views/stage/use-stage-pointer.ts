// What the pointer and the keyboard are on: a thing of the picture or a message on the canvas over it.
import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useState,
} from 'react';
import type { Player, Selection } from '../../player/player-types.ts';
import type { MessageLayerHandle } from './MessageLayer.tsx';

export interface StagePointer {
  readonly hovered: Selection | undefined;
  readonly setHovered: (selection: Selection | undefined) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerLeave: () => void;
  /** A press on a message pins it before anything below hears of the press. */
  readonly onClickCapture: (event: MouseEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function same(a: Selection | undefined, b: Selection | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Handlers for the picture's frame. */
export function useStagePointer(player: Player, layer: RefObject<MessageLayerHandle | null>): StagePointer {
  const [hovered, setState] = useState<Selection>();
  const setHovered = useCallback(
    (next: Selection | undefined) => setState((was) => (same(was, next) ? was : next)),
    [],
  );
  const messageAt = (event: PointerEvent | MouseEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return layer.current?.hit(event.clientX - box.left, event.clientY - box.top) ?? -1;
  };
  return {
    hovered,
    setHovered,
    onPointerMove(event) {
      if (event.pointerType === 'touch') return;
      const id = messageAt(event);
      if (id >= 0) setHovered({ kind: 'message', id });
      else if (hovered?.kind === 'message') setHovered(undefined);
    },
    onPointerLeave: () => setHovered(undefined),
    onClickCapture(event) {
      // Presses of the keyboard have no place.
      const id = event.detail === 0 ? -1 : messageAt(event);
      if (id < 0) return;
      event.stopPropagation();
      player.select({ kind: 'message', id });
    },
    onKeyDown(event) {
      if (event.key !== 'Escape') return;
      setHovered(undefined);
      player.select(undefined);
    },
  };
}
