// Answering on the picture: the things that may be chosen become radio buttons over it.
import { type KeyboardEvent, useRef } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { type Mark, type Pick, type PickTarget, pickKey } from '../pick.ts';
import { isArrow } from './spot-walk.ts';
import type { Box, StageScene } from './stage-scene.ts';

/** Height that the choice "nobody" needs below the picture. */
export const NOBODY_HEIGHT = 52;

/** Where a target stands; undefined when it is not in the picture. */
export function targetBox(scene: StageScene, target: PickTarget): Box | undefined {
  switch (target.kind) {
    case 'node':
      return scene.nodes.find((node) => node.node === target.node)?.box;
    case 'replica':
      return scene.replicas.find((r) => r.node === target.node && r.tp === target.tp)?.box;
    case 'partition':
      return scene.spots.find((spot) => spot.id === `partition ${target.tp}`)?.box;
    case 'nobody': {
      const x = scene.zones[0]?.box.x ?? 0;
      return { x, y: scene.height + 6, width: 220, height: 44 };
    }
  }
}

/** The state of a target in words, as the picture shows it. */
function stateOf(scene: StageScene, target: PickTarget): string {
  if (target.kind === 'nobody') return '';
  const id =
    target.kind === 'node'
      ? `node ${target.node}`
      : target.kind === 'replica'
        ? `replica ${target.node} ${target.tp}`
        : `partition ${target.tp}`;
  return scene.spots.find((spot) => spot.id === id)?.name ?? '';
}

interface ChoiceProps {
  readonly scene: StageScene;
  readonly pick: Pick;
  readonly target: PickTarget;
  readonly isTabStop: boolean;
}

function Choice({ scene, pick, target, isTabStop }: ChoiceProps) {
  const box = targetBox(scene, target);
  const isChosen = pick.selected !== undefined && pickKey(pick.selected) === pickKey(target);
  if (box === undefined) return null;
  const state = stateOf(scene, target);
  return (
    // biome-ignore lint/a11y/useSemanticElements: an input cannot hold the picture's part that it stands for
    <button
      type="button"
      role="radio"
      aria-checked={isChosen}
      aria-label={state === '' ? pick.label(target) : `${pick.label(target)}. ${state}`}
      data-pick={pickKey(target)}
      tabIndex={isTabStop ? 0 : -1}
      onClick={() => pick.onPick(target)}
      className={classNames(
        'absolute cursor-pointer rounded-card text-sm text-ink',
        isChosen
          ? 'border-[2.5px] border-ink'
          : 'border-2 border-dashed border-ink/60 hover:border-ink hover:bg-ink/5',
        target.kind === 'nobody' && 'bg-card px-4 whitespace-nowrap',
      )}
      style={{
        left: box.x,
        top: box.y,
        width: target.kind === 'nobody' ? undefined : box.width,
        height: box.height,
      }}
    >
      {target.kind === 'nobody' && pick.label(target)}
    </button>
  );
}

/** The choices as one radio group: Tab enters it, arrow keys choose. */
export function StagePicks({ scene, pick }: { readonly scene: StageScene; readonly pick: Pick }) {
  const ref = useRef<HTMLDivElement>(null);
  const selectedKey = pick.selected === undefined ? undefined : pickKey(pick.selected);
  const at = Math.max(
    0,
    pick.allowed.findIndex((target) => pickKey(target) === selectedKey),
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isArrow(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 1;
    const count = pick.allowed.length;
    const next = pick.allowed[(at + (selectedKey === undefined && step === 1 ? 0 : step) + count) % count];
    if (next === undefined) return;
    pick.onPick(next);
    ref.current?.querySelector<HTMLElement>(`[data-pick="${CSS.escape(pickKey(next))}"]`)?.focus();
  };
  return (
    <div
      ref={ref}
      role="radiogroup"
      aria-label={pick.question}
      className="absolute inset-0"
      onKeyDown={onKeyDown}
    >
      {pick.allowed.map((target, i) => (
        <Choice key={pickKey(target)} scene={scene} pick={pick} target={target} isTabStop={i === at} />
      ))}
    </div>
  );
}

const WORDS = 'px-2 text-xs leading-5';
const SMALL_WORDS = 'px-1.5 text-[10px] leading-4';
/** A box this low has room for small words only, upon the gap above it. */
const LOW = 44;

/** Where the words of a mark stand without covering a name. */
function markPlace({ target, kind }: Mark, box: Box): string {
  const side = kind === 'yours' ? 'left-2' : 'right-2';
  const isLow = box.height < LOW;
  if (target.kind === 'nobody') return `${WORDS} right-2 top-2.5`;
  if (isLow) return `${SMALL_WORDS} -top-3.5 right-1`;
  // Names stand close below the upper edge; the lower one of a node is free.
  return `${WORDS} ${target.kind === 'partition' ? '-top-4.5' : '-bottom-3'} ${side}`;
}

/** Words upon chosen things: "your answer", "the run". */
export function StageMarks({
  scene,
  marks,
}: {
  readonly scene: StageScene;
  readonly marks: readonly Mark[];
}) {
  return marks.map((mark) => {
    const box = targetBox(scene, mark.target);
    if (box === undefined) return null;
    const isYours = mark.kind === 'yours';
    return (
      <div
        key={`${mark.kind} ${pickKey(mark.target)}`}
        className={classNames(
          'pointer-events-none absolute rounded-card border-2 border-ink',
          !isYours && 'border-dashed',
        )}
        style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      >
        {mark.target.kind === 'nobody' && (
          <span className="absolute top-2.5 left-4 text-sm text-ink">Nobody</span>
        )}
        <span
          className={classNames(
            'absolute rounded-full border border-ink font-semibold whitespace-nowrap',
            markPlace(mark, box),
            isYours ? 'bg-ink text-on-ink' : 'bg-card text-ink',
          )}
        >
          {mark.text}
        </span>
      </div>
    );
  });
}
