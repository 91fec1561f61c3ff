// Chooses what to break: one select for all targets, and two more for the ends of a link.
import { useId } from 'react';
import { type FaultState, type FaultTarget, placeName, targetKey } from './fault-targets.ts';

export interface TargetSelectProps {
  readonly state: FaultState;
  readonly target: FaultTarget;
  readonly onChange: (target: FaultTarget) => void;
}

const SELECT =
  'min-h-11 w-full rounded-control border border-line-strong bg-card px-2 text-sm text-ink md:min-h-8';

const GROUPS = [
  { kind: 'broker', label: 'Brokers' },
  { kind: 'controller', label: 'Controllers' },
  { kind: 'client', label: 'Clients' },
] as const;

function targetOf(state: FaultState, key: string): FaultTarget {
  const space = key.indexOf(' ');
  const name = key.slice(space + 1);
  if (key.startsWith('node ')) return { kind: 'node', node: name };
  if (key.startsWith('zone ')) return { kind: 'zone', zone: name };
  if (key.startsWith('topic ')) return { kind: 'topic', topic: name };
  const [a = '', b = ''] = placesOf(state);
  return { kind: 'link', a, b };
}

/** Brokers first: the links that lessons are about. */
function placesOf(state: FaultState): string[] {
  return [...state.nodes.map((node) => node.node), ...state.zones];
}

export function TargetSelect({ state, target, onChange }: TargetSelectProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-xs text-muted">
        What
      </label>
      <select
        id={id}
        className={SELECT}
        value={targetKey(target)}
        onChange={(event) => onChange(targetOf(state, event.target.value))}
      >
        {state.zones.length > 0 && (
          <optgroup label="Zones">
            {state.zones.map((zone) => (
              <option key={zone} value={`zone ${zone}`}>
                zone {zone}
              </option>
            ))}
          </optgroup>
        )}
        {GROUPS.map(({ kind, label }) => (
          <optgroup key={kind} label={label}>
            {state.nodes
              .filter((node) => node.kind === kind)
              .map((node) => (
                <option key={node.node} value={`node ${node.node}`}>
                  {node.name}
                </option>
              ))}
          </optgroup>
        ))}
        <optgroup label="Links">
          <option value="link">a link between two places</option>
        </optgroup>
        <optgroup label="Topics (settings)">
          {state.topics.map((topic) => (
            <option key={topic} value={`topic ${topic}`}>
              topic {topic}
            </option>
          ))}
        </optgroup>
      </select>
      {target.kind === 'link' && (
        <div className="grid grid-cols-2 gap-2">
          <EndSelect
            state={state}
            label="between"
            value={target.a}
            onChange={(a) => onChange({ ...target, a })}
          />
          <EndSelect
            state={state}
            label="and"
            value={target.b}
            onChange={(b) => onChange({ ...target, b })}
          />
        </div>
      )}
    </div>
  );
}

function EndSelect(props: {
  readonly state: FaultState;
  readonly label: string;
  readonly value: string;
  readonly onChange: (place: string) => void;
}) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-xs text-muted">
        {props.label}
      </label>
      <select
        id={id}
        className={SELECT}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      >
        {placesOf(props.state).map((place) => (
          <option key={place} value={place}>
            {placeName(props.state, place)}
          </option>
        ))}
      </select>
    </div>
  );
}
