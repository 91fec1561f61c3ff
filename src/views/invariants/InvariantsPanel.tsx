// The invariants as lamps: each a named sentence, whether it holds at the playhead, what may break it, and the first
// moment it broke, which is one press away. All of it is text, so that it is its own twin for a screen reader.
import { useCallback, useId, useMemo, useState } from 'react';
import {
  INVARIANTS,
  type InvariantWords,
  LAMPS,
  type LampName,
} from '../../engine/kafka/invariants/sentences.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { InvariantReport } from '../../engine/scenario/invariant-watch.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatTimeShort } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { clusterAtStart } from '../timeline/use-timeline.ts';
import { useFrame } from '../use-frame.ts';
import { LampMark } from './LampMark.tsx';
import { type Lamp, lampNames, lampsAt, summaryOf } from './lamps.ts';

export interface InvariantsPanelProps {
  readonly player: Player;
  /** What the checks of the run shown have found so far. */
  readonly report: InvariantReport | undefined;
  /** The checks cannot be had. */
  readonly isLost?: boolean;
  readonly className?: string;
}

/** The panel: a row of lamps, and what is to be said of the one that was pressed. */
export function InvariantsPanel({ player, report, isLost = false, className }: InvariantsPanelProps) {
  const names = useMemo(() => lampNames(clusterAtStart(player).groups), [player]);
  const read = useCallback(
    (_: Frame, { t, horizon }: PlayerState) => lampsAt(report, t, horizon, names),
    [report, names],
  );
  const lamps = useFrame(player, read);
  const [opened, setOpened] = useState<LampName>();
  const lamp = lamps.find(({ name }) => name === opened);
  const id = useId();
  return (
    <Panel
      title="Invariants"
      actions={<span className="text-xs text-muted">{isLost ? 'not checked' : summaryOf(lamps)}</span>}
      {...(className === undefined ? {} : { className })}
    >
      {isLost ? (
        <p className="text-xs text-body">
          The checks run in the background, and the browser gave them no worker. Everything else goes on.
        </p>
      ) : (
        <>
          <ul
            aria-label="What is true of every correct cluster, checked after every event"
            className="-mx-1.5 grid grid-cols-7"
          >
            {lamps.map((one) => (
              <li key={one.name}>
                <LampButton
                  lamp={one}
                  isOpen={one.name === opened}
                  panel={id}
                  onPress={() => setOpened(one.name === opened ? undefined : one.name)}
                />
              </li>
            ))}
          </ul>
          <div id={id}>{lamp !== undefined && <LampDetails lamp={lamp} player={player} />}</div>
        </>
      )}
    </Panel>
  );
}

interface LampButtonProps {
  readonly lamp: Lamp;
  readonly isOpen: boolean;
  /** Id of what it opens. */
  readonly panel: string;
  readonly onPress: () => void;
}

function LampButton({ lamp, isOpen, panel, onPress }: LampButtonProps) {
  const { title } = LAMPS[lamp.name];
  return (
    <Tooltip text={`${title}: ${lamp.says}`}>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={panel}
        aria-label={`${lamp.name}, ${title}: ${lamp.says}`}
        onClick={onPress}
        className={classNames(
          'flex min-h-11 w-full min-w-7 cursor-pointer flex-col items-center justify-center gap-0.5 rounded-control hover:bg-sunken',
          isOpen && 'bg-sunken',
        )}
      >
        <LampMark state={lamp.state} />
        <span className="font-mono text-[0.6875rem] text-body">{lamp.name}</span>
      </button>
    </Tooltip>
  );
}

function LampDetails({ lamp, player }: { readonly lamp: Lamp; readonly player: Player }) {
  const words: InvariantWords = LAMPS[lamp.name];
  return (
    <div className="mt-2 grid grid-cols-1 gap-2 border-t border-line pt-2.5 text-xs text-body wrap-anywhere">
      <p className="text-sm font-semibold text-ink">
        {words.title}: <span className="font-normal">{lamp.says}</span>
      </p>
      <p>{INVARIANTS[lamp.name]}</p>
      <Broken lamp={lamp} player={player} />
      {lamp.excuses.length > 0 && (
        <Listed title={lamp.message === '' ? 'Excused now by' : 'Excused by'} items={lamp.excuses} />
      )}
      {words.mayBreak.length === 0 ? (
        <p>No setting and no fault may break it.</p>
      ) : (
        <Listed title="Settings and faults that may break it" items={words.mayBreak} />
      )}
    </div>
  );
}

/** The first moment, and the way there. */
function Broken({ lamp, player }: { readonly lamp: Lamp; readonly player: Player }) {
  const { brokenAt, state, message } = lamp;
  if (brokenAt === undefined) return null;
  const isAhead = state !== 'broken' && state !== 'wrong';
  return (
    <div className="grid grid-cols-1 justify-items-start gap-1.5">
      {message !== '' && <p className="font-medium text-ink">{message}.</p>}
      {state === 'wrong' && (
        <p>No setting and no fault explains this: the model is wrong here. Please report the scenario.</p>
      )}
      <Button size="small" onClick={() => player.seek(brokenAt)}>
        {isAhead ? 'It breaks at' : 'Go to'} {formatTimeShort(brokenAt)}
      </Button>
    </div>
  );
}

function Listed({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  return (
    <div>
      <p className="text-muted">{title}</p>
      <ul className="list-disc pl-4">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}
