// One measured figure, and how a list of them is printed.

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What has to be reached, as text; '' when the figure is only printed. */
  readonly bar: string;
  readonly ok: boolean;
}

/** Processor time that this process has used, in seconds: what others do on the machine counts less than in wall time. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which that share of the sorted values lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** What a figure's name says of the group that reads the load. */
export function withGroup(members: number): string {
  return members === 0 ? '' : `, with a group of ${members}`;
}

/** At least / at most a limit. */
export function figure(
  name: string,
  value: number,
  unit: string,
  bar?: { readonly atLeast?: number; readonly atMost?: number },
): Figure {
  const rounded = Number(value.toPrecision(4));
  if (bar === undefined) return { name, value: rounded, unit, bar: '', ok: true };
  const text = bar.atLeast === undefined ? `<= ${bar.atMost}` : `>= ${bar.atLeast}`;
  const ok = bar.atLeast === undefined ? value <= (bar.atMost ?? Number.NaN) : value >= bar.atLeast;
  return { name, value: rounded, unit, bar: text, ok };
}

/** A Markdown table of figures. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map(
    (f) => `| ${f.name} | ${f.value} ${f.unit} | ${f.bar === '' ? '–' : f.bar} | ${f.ok ? 'yes' : 'no'} |`,
  );
  return ['| figure | value | reach | reached |', '|---|---|---|---|', ...rows].join('\n');
}
