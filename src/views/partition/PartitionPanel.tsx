// The Stage of a phone: one partition at a time, then who writes, who reads, and who controls.
import { useState } from 'react';
import type { ClusterView } from '../../engine/kafka/views.ts';
import type { Player } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatNumber } from '../../ui/format.ts';
import { PartitionGlyph } from '../PartitionGlyph.tsx';
import { type Mark, type Pick, type PickTarget, pickKey } from '../pick.ts';
import { troubleWords } from '../stage/client-links.ts';
import { readStage, type StageReading } from '../stage/stage-reading.ts';
import { controllerName, memberWords } from '../stage/stage-words.ts';
import { useFrame } from '../use-frame.ts';
import { PartitionCard, targetOfRow, walkChoices } from './PartitionCard.tsx';

export interface PartitionPanelProps {
  readonly player: Player;
  readonly pick?: Pick | undefined;
  readonly marks?: readonly Mark[];
  /** Partition to show first; else that of the selection, else the first. */
  readonly partition?: string | undefined;
}

const NO_MARKS: readonly Mark[] = [];

/** The partition that a question or a selection is about. */
function tpOf(pick: Pick | undefined, selection: StageReading['selection']): string | undefined {
  const asked = pick?.allowed.find((target) => target.kind === 'replica');
  if (asked?.kind === 'replica') return asked.tp;
  return selection !== undefined && 'tp' in selection ? selection.tp : undefined;
}

function Switcher(props: { cluster: ClusterView; shown: string; onShow: (tp: string) => void }) {
  return (
    <nav aria-label="Partitions" className="-mx-1 flex gap-2 overflow-x-auto p-1">
      {props.cluster.partitions.map((partition) => (
        <button
          key={partition.tp}
          type="button"
          aria-pressed={partition.tp === props.shown}
          onClick={() => props.onShow(partition.tp)}
          className="flex min-h-11 shrink-0 cursor-pointer items-center gap-1.5 rounded-card border border-line-strong bg-card px-3 font-mono text-xs text-body aria-pressed:border-2 aria-pressed:border-ink aria-pressed:font-semibold aria-pressed:text-ink"
        >
          <PartitionGlyph index={partition.index} />
          {partition.tp}
        </button>
      ))}
    </nav>
  );
}

/** Choices that are no row of the partition: nobody, controllers, partitions. */
function OtherChoices({
  pick,
  targets,
  marks,
}: {
  pick: Pick;
  targets: readonly PickTarget[];
  marks: readonly Mark[];
}) {
  return targets.map((target) => {
    const key = pickKey(target);
    const isChosen = pick.selected !== undefined && pickKey(pick.selected) === key;
    const isFirst = pick.selected === undefined && pick.allowed[0] === target;
    const mark = marks.find((m) => pickKey(m.target) === key);
    return (
      // biome-ignore lint/a11y/useSemanticElements: it looks and behaves as the rows above it
      <button
        key={key}
        type="button"
        role="radio"
        aria-checked={isChosen}
        data-pick={key}
        tabIndex={isChosen || isFirst ? 0 : -1}
        onClick={() => pick.onPick(target)}
        className="flex min-h-12 w-full cursor-pointer items-center gap-3 rounded-panel border-2 border-line-strong bg-card px-3 py-2.5 text-left text-sm font-semibold text-ink aria-checked:border-ink"
      >
        {pick.label(target)}
        {mark !== undefined && <span className="ml-auto text-xs">{mark.text}</span>}
      </button>
    );
  });
}

function Facts({ player, reading }: { player: Player; reading: StageReading }) {
  const { cluster, troubled } = reading;
  const active = cluster.controllers.find((controller) => controller.isActive);
  const troubleOf = (node: string) => troubleWords(cluster, troubled, node).slice(2);
  const lines = [
    ...cluster.producers.map((producer) => ({
      node: producer.node,
      name: producer.node,
      text: `acks=${producer.acks}, ${formatNumber(producer.acknowledged)} acknowledged, ${formatNumber(producer.waiting)} waiting`,
      trouble: troubleOf(producer.node),
      isControl: false,
    })),
    ...cluster.consumers.map((consumer) => ({
      node: consumer.node,
      name: consumer.node,
      text: `lag ${formatNumber(consumer.lag)}, ${formatNumber(consumer.consumed)} consumed`,
      trouble: troubleOf(consumer.node),
      isControl: false,
    })),
    ...cluster.groups.flatMap(({ members }) =>
      members.map((member) => ({
        node: member.node,
        name: member.node,
        text: memberWords(member),
        trouble: troubleOf(member.node),
        isControl: false,
      })),
    ),
    ...(active === undefined
      ? []
      : [
          {
            node: active.node,
            name: controllerName(active),
            text: `active controller, quorum ${cluster.votersAlive} of ${cluster.controllers.length}`,
            trouble: '',
            isControl: true,
          },
        ]),
  ];
  return (
    <ul className="rounded-panel border border-line bg-card text-sm">
      {lines.map((line) => (
        <li key={line.node} className="border-line not-first:border-t">
          <button
            type="button"
            onClick={() => player.select({ kind: 'node', node: line.node })}
            className="flex min-h-11 w-full cursor-pointer flex-wrap items-center gap-x-3 px-4 py-1.5 text-left"
          >
            <span className={classNames('font-semibold', line.isControl ? 'text-control-text' : 'text-ink')}>
              {line.name}
            </span>
            <span className="ml-auto text-xs text-body tabular-nums">{line.text}</span>
            {line.trouble !== '' && (
              <span className="w-full text-right text-xs text-fault-text">{line.trouble}</span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Switcher, the partition's card, and the rest of the cluster as lines. */
export function PartitionPanel({ player, pick, marks = NO_MARKS, partition }: PartitionPanelProps) {
  const reading = useFrame(player, readStage);
  const { cluster, troubled, faultTimes, selection } = reading;
  const [chosen, setChosen] = useState<string>();
  const wanted = chosen ?? tpOf(pick, selection) ?? partition;
  const shown = cluster.partitions.find((p) => p.tp === wanted) ?? cluster.partitions[0];
  if (shown === undefined) return <p className="text-sm">This cluster has no partitions.</p>;
  const nodes = new Set(shown.replicas.map((replica) => replica.node));
  const rows = pick === undefined ? [] : [...nodes].map((node) => targetOfRow(pick, node, shown.tp));
  const others = pick?.allowed.filter((target) => !rows.includes(target)) ?? [];
  const card = (
    <PartitionCard
      player={player}
      cluster={cluster}
      troubled={troubled}
      partition={shown}
      timeOfRow={(row) => faultTimes[`row${row}`] ?? 0}
      selectedNode={selection !== undefined && 'node' in selection ? selection.node : undefined}
      pick={pick}
      marks={marks}
    />
  );
  return (
    <div className="flex flex-col gap-3">
      {cluster.partitions.length > 1 && <Switcher cluster={cluster} shown={shown.tp} onShow={setChosen} />}
      {pick === undefined ? (
        card
      ) : (
        <div
          role="radiogroup"
          aria-label={pick.question}
          className="flex flex-col gap-2"
          onKeyDown={(event) => walkChoices(event, pick)}
        >
          {card}
          <OtherChoices pick={pick} targets={others} marks={marks} />
        </div>
      )}
      <Facts player={player} reading={reading} />
    </div>
  );
}
