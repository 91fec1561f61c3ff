// A small window beside the button that opens it: the browser's own popover, which closes with Escape or a press
// outside and is in no way of anything's edge; only its place is worked out here.
import {
  cloneElement,
  type ReactElement,
  type ReactNode,
  useCallback,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { createPortal, flushSync } from 'react-dom';
import { type Align, placeBeside, type Side } from './place-beside.ts';

const FOCUSABLE = 'a[href], button:not(:disabled), input, select, textarea, [tabindex="0"]';
const LARGEST = 576;

export interface PopoverProps {
  /** The button that opens it. */
  readonly trigger: ReactElement<React.ButtonHTMLAttributes<HTMLButtonElement> & { id?: string }>;
  /** Said when it opens. */
  readonly name: string;
  readonly children: ReactNode;
  readonly side?: Side;
  readonly align?: Align;
}

/** Puts the open window beside its trigger and keeps it there when the page moves. */
function usePlace(isOpen: boolean, triggerId: string, side: Side, align: Align) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!isOpen || element === null) return;
    const put = () => {
      const anchor = document.getElementById(triggerId)?.getBoundingClientRect();
      if (anchor === undefined) return;
      element.style.maxHeight = '';
      const { width } = element.getBoundingClientRect();
      const box = { width, height: Math.min(LARGEST, element.scrollHeight + 2) };
      const view = { width: document.documentElement.clientWidth, height: innerHeight };
      const place = placeBeside(anchor, box, view, side, align);
      element.style.left = `${place.left}px`;
      element.style.top = `${place.top}px`;
      element.style.maxHeight = `${Math.min(LARGEST, place.maxHeight)}px`;
    };
    put();
    addEventListener('resize', put);
    addEventListener('scroll', put, { capture: true, passive: true });
    return () => {
      removeEventListener('resize', put);
      removeEventListener('scroll', put, { capture: true });
    };
  }, [isOpen, triggerId, side, align]);
  return ref;
}

/** Whether the focus goes on to something else than the window or its trigger. */
function isLeft({ currentTarget, relatedTarget }: React.FocusEvent, triggerId: string): boolean {
  return (
    relatedTarget instanceof Element &&
    !currentTarget.contains(relatedTarget) &&
    relatedTarget.id !== triggerId
  );
}

/** A popover; Escape or a press outside closes it and the focus goes back to the trigger. */
export function Popover({ trigger, name, children, side = 'bottom', align = 'start' }: PopoverProps) {
  const id = useId();
  const triggerId = `${id}trigger`;
  const [isMounted, setMounted] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const ref = usePlace(isOpen, triggerId, side, align);
  const onToggle = useCallback(
    (event: React.ToggleEvent<HTMLDivElement>) => {
      const element = event.currentTarget;
      const isShown = event.newState === 'open';
      const hadFocus = element.contains(document.activeElement) || document.activeElement === document.body;
      flushSync(() => {
        setOpen(isShown);
        if (!isShown) setMounted(false);
      });
      if (isShown) (element.querySelector<HTMLElement>(FOCUSABLE) ?? element).focus({ preventScroll: true });
      else if (hadFocus) document.getElementById(triggerId)?.focus({ preventScroll: true });
    },
    [triggerId],
  );
  return (
    <>
      {cloneElement(trigger, {
        id: triggerId,
        popoverTarget: id,
        'aria-haspopup': 'dialog',
        'aria-expanded': isOpen,
      })}
      {createPortal(
        <div
          ref={ref}
          id={id}
          role="dialog"
          aria-label={name}
          popover="auto"
          tabIndex={-1}
          onBeforeToggle={(event) => event.newState === 'open' && flushSync(() => setMounted(true))}
          onToggle={onToggle}
          onBlur={(event) => isLeft(event, triggerId) && event.currentTarget.hidePopover()}
          className={`inset-auto m-0 w-max max-w-[calc(100vw-1rem)] overflow-y-auto rounded-panel border border-line-strong bg-card p-3 text-sm text-body outline-none ${isOpen ? '' : 'opacity-0'}`}
        >
          {isMounted && children}
        </div>,
        document.body,
      )}
    </>
  );
}
