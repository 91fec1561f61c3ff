// What of the trace is listed: how much detail, about what, on which node.
import { type ReactNode, useId } from 'react';
import type { ClusterView } from '../../engine/kafka/views.ts';
import { nodeName } from '../stage/stage-words.ts';
import type { EventFilter } from './event-index.ts';

export interface EventFiltersProps {
  readonly cluster: ClusterView;
  readonly filter: EventFilter;
  readonly onChange: (filter: EventFilter) => void;
  /** "128 events". */
  readonly status: string;
}

function Choice(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <label htmlFor={id} className="flex items-center gap-1.5">
      <span className="text-muted">{props.label}</span>
      <select
        id={id}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        className="min-h-11 rounded-control border border-line-strong bg-card px-1.5 text-ink md:min-h-7"
      >
        {props.children}
      </select>
    </label>
  );
}

export function EventFilters({ cluster, filter, onChange, status }: EventFiltersProps) {
  const nodes = [...cluster.controllers, ...cluster.brokers, ...cluster.producers, ...cluster.consumers];
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 py-1.5 text-xs">
      <Choice
        label="Show"
        value={`${filter.detail}`}
        onChange={(value) => onChange({ ...filter, detail: Number(value) as EventFilter['detail'] })}
      >
        <option value="1">headlines</option>
        <option value="2">changes of state</option>
        <option value="3">every message</option>
      </Choice>
      <Choice
        label="about"
        value={filter.about}
        onChange={(value) => onChange({ ...filter, about: value as EventFilter['about'] })}
      >
        <option value="">everything</option>
        <option value="fault">faults</option>
        <option value="control">control plane</option>
        <option value="data">records and replicas</option>
        <option value="client">clients</option>
      </Choice>
      <Choice label="on" value={filter.node} onChange={(node) => onChange({ ...filter, node })}>
        <option value="">every node</option>
        {nodes.map(({ node }) => (
          <option key={node} value={node}>
            {nodeName(cluster, node)}
          </option>
        ))}
      </Choice>
      <span role="status" className="ml-auto text-muted">
        {status}
      </span>
    </div>
  );
}
