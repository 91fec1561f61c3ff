// A few words on hover or focus. Never the only place of a fact: phones have no hover. Own work instead of a library:
// every first screen has a tooltip, and a library's would be a tenth of the script that comes before it.
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { type Place, placeBeside, type Side } from './place-beside.ts';

const OPEN_AFTER_MS = 400;
/** Time to move the pointer onto the words. */
const CLOSE_AFTER_MS = 150;

/** Opens after a moment of hovering, at once with focus by keyboard; closes with Escape, a press, or when left. */
function useOpenOnHover() {
  const [isOpen, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = (next: boolean, afterMs: number) => {
    clearTimeout(timer.current);
    if (afterMs === 0) setOpen(next);
    else timer.current = setTimeout(() => setOpen(next), afterMs);
  };
  const handlers = {
    onPointerEnter: (event: React.PointerEvent) => event.pointerType !== 'touch' && set(true, OPEN_AFTER_MS),
    onPointerLeave: () => set(false, CLOSE_AFTER_MS),
    onPointerDown: () => set(false, 0),
    onFocus: (event: React.FocusEvent) => event.target.matches(':focus-visible') && set(true, 0),
    onBlur: () => set(false, 0),
    onKeyDown: (event: React.KeyboardEvent) => event.key === 'Escape' && set(false, 0),
  };
  return [isOpen, handlers] as const;
}

export interface TooltipProps {
  readonly text: ReactNode;
  readonly side?: Side;
  /** One element that can be focused. */
  readonly children: ReactNode;
}

/** Shows `text` beside its child while that is hovered or focused. */
export function Tooltip({ text, side = 'top', children }: TooltipProps) {
  const [isOpen, handlers] = useOpenOnHover();
  const ref = useRef<HTMLSpanElement>(null);
  return (
    <span ref={ref} role="presentation" className="contents" {...handlers}>
      {children}
      {isOpen && <Words text={text} side={side} anchor={ref.current?.firstElementChild ?? undefined} />}
    </span>
  );
}

interface WordsProps {
  readonly text: ReactNode;
  readonly side: Side;
  readonly anchor: Element | undefined;
}

/** The words at their place, and named as the description of what they stand beside. */
function Words({ text, side, anchor }: WordsProps) {
  const id = useId();
  const ref = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place>();
  useLayoutEffect(() => {
    const box = ref.current?.getBoundingClientRect();
    if (anchor === undefined || box === undefined) return;
    const view = { width: innerWidth, height: innerHeight };
    setPlace(placeBeside(anchor.getBoundingClientRect(), box, view, side, 'center'));
    anchor.setAttribute('aria-describedby', id);
    return () => anchor.removeAttribute('aria-describedby');
  }, [anchor, side, id]);
  return createPortal(
    <div
      ref={ref}
      id={id}
      role="tooltip"
      className="fixed z-50 w-max max-w-72 rounded-control bg-ink px-2 py-1 text-xs text-on-ink"
      style={
        place === undefined ? { visibility: 'hidden', left: 0, top: 0 } : { left: place.left, top: place.top }
      }
    >
      {text}
    </div>,
    document.body,
  );
}
