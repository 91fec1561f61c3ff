// The still part of the Stage as one svg. It holds no words for screen readers: those stand on the spots above it.
import { memo } from 'react';
import { Labels } from './Labels.tsx';
import { NodeBox, ZoneFrame } from './StageNodes.tsx';
import { Channel, ReplicaStrip, RowHeader } from './StageRows.tsx';
import { labelBox } from './stage-labels.ts';
import type { StageScene } from './stage-scene.ts';

/** Hatches, as patterns: what is down, and what is not in sync. */
function Hatches() {
  return (
    <defs>
      <pattern
        id="stage-down"
        width={7}
        height={7}
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width={7} height={7} fill="var(--color-down)" />
        <line x1={0} x2={0} y1={0} y2={7} stroke="var(--color-down-hatch)" strokeWidth={2} />
      </pattern>
      <pattern
        id="stage-shrunk"
        width={6}
        height={6}
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width={6} height={6} fill="var(--color-warning-soft)" />
        <line
          x1={0}
          x2={0}
          y1={0}
          y2={6}
          stroke="var(--color-warning)"
          strokeOpacity={0.45}
          strokeWidth={2.5}
        />
      </pattern>
    </defs>
  );
}

function Links({ scene }: { readonly scene: StageScene }) {
  return scene.links.map((link) => {
    const [x, y] = link.at;
    const slashes = `M${x - 5},${y + 5}L${x - 1},${y - 5}M${x + 1},${y + 5}L${x + 5},${y - 5}`;
    return (
      <g key={`${link.a} ${link.b}`}>
        <g fill="none" stroke="var(--color-fault)">
          <path
            d={link.path}
            strokeWidth={1.4}
            strokeDasharray={link.label === undefined ? '4 3' : undefined}
          />
          {link.label === undefined && <path d={slashes} strokeWidth={1.8} />}
        </g>
        {link.label !== undefined && (
          <>
            {/* Lines of the control plane may pass behind the words. */}
            <rect {...labelBox(link.label)} fill="var(--color-page)" />
            <Labels labels={[link.label]} />
          </>
        )}
      </g>
    );
  });
}

export interface StageDiagramProps {
  readonly scene: StageScene;
  /** A record to ring: the one that a message asks for. */
  readonly ringed: { readonly node: string; readonly tp: string; readonly offset: number } | undefined;
}

function Ringed({ scene, ringed }: StageDiagramProps) {
  const replica = scene.replicas.find((r) => r.node === ringed?.node && r.tp === ringed.tp);
  if (replica === undefined || ringed === undefined) return null;
  const { strip } = replica;
  const at = ringed.offset - strip.from;
  // The end of the log is asked for before there is a record.
  if (at < 0 || at >= strip.count) return null;
  const x = strip.x + (strip.start + at) * strip.pitch;
  return (
    <rect
      x={x - 2}
      y={strip.y - 2}
      width={strip.pitch + 2}
      height={strip.height + 4}
      rx={5}
      fill="none"
      stroke="var(--color-ink)"
      strokeWidth={1.8}
    />
  );
}

/** Draws a scene. Renders only when the scene is another. */
export const StageDiagram = memo(function StageDiagram({ scene, ringed }: StageDiagramProps) {
  return (
    <svg width={scene.width} height={scene.height} aria-hidden="true" className="block font-sans select-none">
      <Hatches />
      {scene.zones.map((zone) => (
        <ZoneFrame key={zone.zone} zone={zone} />
      ))}
      {scene.wires.map((wire) => (
        <path
          key={wire.id}
          d={wire.path}
          fill="none"
          stroke={wire.look === 'control' ? 'var(--color-control)' : 'var(--color-line-strong)'}
          strokeDasharray={wire.look === 'control' ? '1.5 3' : undefined}
          strokeWidth={1.3}
        />
      ))}
      {scene.nodes.map((node) => (
        <NodeBox key={node.node} node={node} />
      ))}
      <Links scene={scene} />
      <Labels labels={scene.captions} />
      {scene.partitions.map((row) => (
        <Channel key={row.tp} row={row} />
      ))}
      {scene.partitions.map((row) => (
        <RowHeader key={row.tp} row={row} />
      ))}
      {scene.replicas.map((replica) => (
        <ReplicaStrip key={`${replica.node} ${replica.tp}`} replica={replica} />
      ))}
      <Ringed scene={scene} ringed={ringed} />
    </svg>
  );
});
