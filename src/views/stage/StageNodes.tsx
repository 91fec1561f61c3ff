// Zones, brokers, controllers and clients.
import { memo } from 'react';
import { partitionColor, shapePath } from '../partition-look.ts';
import { Labels } from './Labels.tsx';
import { sameData } from './same-data.ts';
import type { NodeScene, ZoneScene } from './stage-scene.ts';

const DASH_CUT = '5 4';

/** The frame of a zone. */
export const ZoneFrame = memo(function ZoneFrame({ zone }: { readonly zone: ZoneScene }) {
  if (zone.zone === '') return null;
  const isFault = zone.look !== 'plain';
  return (
    <g>
      <rect
        {...zone.box}
        rx={10}
        fill={zone.look === 'down' ? 'var(--color-fault-soft)' : 'var(--color-stage-zone, transparent)'}
        stroke={isFault ? 'var(--color-fault)' : 'var(--color-line-strong)'}
        strokeDasharray={isFault ? DASH_CUT : '4 3'}
      />
      <Labels labels={zone.labels} />
    </g>
  );
}, sameData);

function nodeColors(node: NodeScene): { fill: string; stroke: string; dash?: string } {
  if (node.look === 'down') return { fill: 'url(#stage-down)', stroke: 'var(--color-line-strong)' };
  if (node.look === 'absent') return { fill: 'none', stroke: 'var(--color-line-strong)', dash: '3 3' };
  if (node.look === 'cut') return { fill: 'var(--color-card)', stroke: 'var(--color-fault)', dash: DASH_CUT };
  if (node.kind === 'controller') {
    return node.look === 'active'
      ? { fill: 'var(--color-control)', stroke: 'var(--color-control)' }
      : { fill: 'var(--color-control-soft)', stroke: 'var(--color-control)' };
  }
  return { fill: 'var(--color-card)', stroke: 'var(--color-line-strong)' };
}

/** A node's box, its texts and the marks of its partitions. */
export const NodeBox = memo(function NodeBox({ node }: { readonly node: NodeScene }) {
  const colors = nodeColors(node);
  return (
    <g>
      <rect
        {...node.box}
        rx={node.kind === 'controller' ? node.box.height / 2 : 8}
        fill={colors.fill}
        stroke={colors.stroke}
        strokeDasharray={colors.dash}
      />
      <Labels labels={node.labels} />
      {node.glyphs.map((glyph) => (
        <path
          key={glyph.y}
          d={shapePath(glyph.look.shape, 4.2)}
          transform={`translate(${glyph.x},${glyph.y})`}
          fill={partitionColor(glyph.look)}
        />
      ))}
    </g>
  );
}, sameData);
