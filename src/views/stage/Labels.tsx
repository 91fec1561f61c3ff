import type { Label, Tone } from './stage-scene.ts';

const FILLS: Record<Tone, string> = {
  ink: 'var(--color-ink)',
  body: 'var(--color-body)',
  muted: 'var(--color-muted)',
  down: 'var(--color-down-text)',
  fault: 'var(--color-fault-text)',
  warning: 'var(--color-warning-text)',
  control: 'var(--color-control-text)',
  onControl: 'var(--color-on-control)',
  onPartition: 'var(--color-on-p)',
};

/** Texts of a scene. */
export function Labels({ labels }: { readonly labels: readonly Label[] }) {
  return labels.map((label, i) => (
    <text
      // By place in the list: a label that moves, as a high watermark does, is not made anew.
      // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a label is
      key={i}
      x={label.x}
      y={label.y}
      textAnchor={label.anchor}
      fontSize={label.size}
      fontWeight={label.isBold ? 650 : 400}
      fill={FILLS[label.tone]}
      className={label.font === 'mono' ? 'font-mono' : undefined}
    >
      {label.text}
    </text>
  ));
}
