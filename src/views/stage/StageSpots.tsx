// The parts of the picture as buttons over it: names for screen readers, one stop for Tab, arrow keys to walk.
import { type KeyboardEvent, memo, useRef, useState } from 'react';
import type { Selection } from '../../player/player-types.ts';
import { sameData } from './same-data.ts';
import { isArrow, walkSpots } from './spot-walk.ts';
import type { Spot } from './stage-scene.ts';

export interface StageSpotsProps {
  readonly spots: readonly Spot[];
  /** Id of the selected spot. */
  readonly selected: string | undefined;
  readonly onSelect: (selection: Selection) => void;
  readonly onHover: (selection: Selection | undefined) => void;
}

interface SpotButtonProps {
  readonly spot: Spot;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
}

const SpotButton = memo(function SpotButton({ spot, isSelected, isTabStop }: SpotButtonProps) {
  const { box } = spot;
  return (
    <button
      type="button"
      data-spot={spot.id}
      aria-label={spot.name}
      aria-pressed={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      className="absolute cursor-pointer rounded-card border border-transparent hover:border-line-strong aria-pressed:border-2 aria-pressed:border-ink"
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
    />
  );
}, sameData);

/** All spots. Events are handled once, for all. */
export function StageSpots({ spots, selected, onSelect, onHover }: StageSpotsProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState('');
  const stop = spots.some((spot) => spot.id === current) ? current : (spots[0]?.id ?? '');
  const spotOf = (target: EventTarget) => {
    const id = (target as HTMLElement).closest<HTMLElement>('[data-spot]')?.dataset.spot;
    return spots.find((spot) => spot.id === id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isArrow(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const next = walkSpots(spots, stop, event.key);
    if (next === undefined) return;
    setCurrent(next.id);
    ref.current?.querySelector<HTMLElement>(`[data-spot="${CSS.escape(next.id)}"]`)?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would say that these are inputs
    <div
      ref={ref}
      role="group"
      aria-label="Cluster. Arrow keys walk it, Enter opens the details."
      className="absolute inset-0"
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const spot = spotOf(event.target);
        if (spot !== undefined) onSelect(spot.selection);
      }}
      onPointerOver={(event) => onHover(spotOf(event.target)?.selection)}
      onPointerLeave={() => onHover(undefined)}
      onFocus={(event) => {
        const spot = spotOf(event.target);
        if (spot === undefined) return;
        setCurrent(spot.id);
        onHover(spot.selection);
      }}
      onBlur={() => onHover(undefined)}
    >
      {spots.map((spot) => (
        <SpotButton
          key={spot.id}
          spot={spot}
          isSelected={spot.id === selected}
          isTabStop={spot.id === stop}
        />
      ))}
    </div>
  );
}
