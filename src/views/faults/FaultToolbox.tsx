// Breaks and mends things at the playhead: every kind of fault, and settings. It offers what makes sense for the state
// of the thing chosen. Each action starts another future; the one left is kept.
import { useState } from 'react';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { formatPercent, formatTimeShort } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { clusterOfFrame } from '../cluster-of-frame.ts';
import { useFrame, usePlayerState } from '../use-frame.ts';
import { actionsFor, type FaultAction } from './fault-actions.ts';
import {
  type FaultState,
  type FaultTarget,
  faultState,
  targetKey,
  targetName,
  targetOfSelection,
} from './fault-targets.ts';
import { SettingForm } from './SettingForm.tsx';
import { TargetSelect } from './TargetSelect.tsx';

export interface FaultToolboxProps {
  readonly player: Player;
  readonly className?: string;
}

const selectState = (frame: Frame): FaultState => faultState(clusterOfFrame(frame), frame.world);
const selectSelection = (state: PlayerState) => state.selection;
const selectCurrent = (state: PlayerState) => state.futures.find((future) => future.id === state.current);
const selectRoom = (state: PlayerState) =>
  state.t < state.horizon ? 'free' : state.horizon < state.recording.end ? 'hidden' : 'end';

function firstTarget(state: FaultState): FaultTarget {
  const [zone] = state.zones;
  const [node] = state.nodes;
  return zone === undefined ? { kind: 'node', node: node?.node ?? '' } : { kind: 'zone', zone };
}

/** The thing selected in the picture, unless another was chosen here since. */
function useTarget(player: Player, state: FaultState) {
  const selection = usePlayerState(player, selectSelection);
  const [seen, setSeen] = useState(selection);
  const [target, setTarget] = useState(() => targetOfSelection(selection) ?? firstTarget(state));
  if (selection !== seen) {
    setSeen(selection);
    const pointed = targetOfSelection(selection);
    if (pointed !== undefined) setTarget(pointed);
  }
  return [target, setTarget] as const;
}

/** A panel: what, what to do with it, and undo. */
export function FaultToolbox({ player, className }: FaultToolboxProps) {
  const state = useFrame(player, selectState);
  const [target, setTarget] = useTarget(player, state);
  const room = usePlayerState(player, selectRoom);
  const actions = actionsFor(state, target);
  const node = target.kind === 'node' ? state.nodes.find((one) => one.node === target.node) : undefined;
  return (
    <Panel title="Break things" {...(className === undefined ? {} : { className })}>
      <div className="grid gap-3 text-sm">
        <Consequence room={room} />
        <TargetSelect state={state} target={target} onChange={setTarget} />
        {actions.length > 0 && (
          <ul aria-label={`What to do with ${targetName(state, target)}`} className="grid gap-1.5">
            {actions.map((action) => (
              <li key={action.id}>
                <ActionButton
                  player={player}
                  action={action}
                  place={targetName(state, target)}
                  isDisabled={room !== 'free'}
                />
              </li>
            ))}
          </ul>
        )}
        {(target.kind === 'topic' || target.kind === 'node') && (
          <details open={target.kind === 'topic'} className="rounded-card border border-line px-3 py-2">
            <summary className="min-h-6 cursor-pointer font-medium text-ink">
              Change a setting of {targetName(state, target)}
            </summary>
            <SettingForm
              key={`${targetKey(target)}`}
              player={player}
              target={target}
              note={settingNote(target, node?.kind)}
              isDisabled={room !== 'free' || (node !== undefined && node.health !== 'up')}
            />
          </details>
        )}
        <Undo player={player} />
      </div>
    </Panel>
  );
}

function settingNote(target: FaultTarget, kind: string | undefined): string {
  if (target.kind === 'topic') return 'Goes through the metadata log, as with kafka-configs.';
  if (kind === 'client')
    return 'The client is closed, which flushes it, and made anew; arrivals stay the same.';
  return 'A static setting: the process restarts by a clean shutdown.';
}

function Consequence({ room }: { readonly room: 'free' | 'hidden' | 'end' }) {
  if (room === 'hidden')
    return (
      <p className="text-xs text-muted">
        What comes after this moment is hidden. Move back to change something.
      </p>
    );
  if (room === 'end')
    return <p className="text-xs text-muted">The run ends here. Move back to change something.</p>;
  return (
    <p className="text-xs text-muted">
      Happens at the playhead. The run goes on from there into another future; the present one is kept.
    </p>
  );
}

function ActionButton(props: {
  readonly player: Player;
  readonly action: FaultAction;
  readonly place: string;
  readonly isDisabled: boolean;
}) {
  const { player, action, place, isDisabled } = props;
  const { figures } = action;
  const [figure, setFigure] = useState(figures?.values[2] ?? 0);
  return (
    <div className="flex items-stretch gap-1.5">
      <Button
        variant={action.isMending ? 'secondary' : 'danger'}
        disabled={isDisabled}
        aria-label={`${action.label}: ${place}. ${action.note}`}
        className="min-w-0 flex-1 flex-col items-start! gap-0! py-1.5 text-left whitespace-normal!"
        onClick={() => player.intervene(action.act(figure))}
      >
        <span>{action.label}</span>
        <span className="text-xs font-normal text-muted">{action.note}</span>
      </Button>
      {figures !== undefined && (
        <select
          aria-label={figures.name}
          value={figure}
          onChange={(event) => setFigure(Number(event.target.value))}
          className="w-20 shrink-0 rounded-card border border-line-strong bg-card px-1.5 font-mono text-xs text-ink"
        >
          {figures.values.map((value) => (
            <option key={value} value={value}>
              {figures.unit === 'times' ? `×${value}` : formatPercent(value)}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

/** Takes the newest of one's own interventions back. */
function Undo({ player }: { readonly player: Player }) {
  const current = usePlayerState(player, selectCurrent);
  if (current === undefined || !player.canUndo()) return null;
  const what =
    current.forkedAt === 0 ? 'the last change' : `${current.label} at ${formatTimeShort(current.forkedAt)}`;
  return (
    <Button
      size="small"
      className="max-w-full justify-self-start text-left whitespace-normal!"
      onClick={() => player.undo()}
    >
      Undo {what}
    </Button>
  );
}
