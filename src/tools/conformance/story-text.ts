// Steps and reports as people read them.

import type { StoryStep } from '../../engine/scenario/story-schema.ts';
import type { StoryReport, Verdict } from './outcome.ts';

/** One line: "produce t-0 a x3". */
export function stepTitle(step: StoryStep): string {
  const { do: what, observed: _observed, tookMs: _tookMs, ...rest } = step;
  const words: string[] = [what];
  for (const [name, value] of Object.entries(rest)) {
    if (name === 'config') continue;
    words.push(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  }
  const text = words.join(' ');
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

const WORDS: Readonly<Record<Verdict, string>> = {
  agrees: 'agrees',
  disagrees: 'DISAGREES',
  played: '·',
  notModelled: 'not modelled',
  notPlayed: 'not played',
};

/** The agreement of a story, step by step, and one line at the end. */
export function reportText(report: StoryReport): string {
  const lines = [`${report.name}: ${report.why}`];
  report.steps.forEach((step, i) => {
    lines.push(`  ${String(i + 1).padStart(3)}  ${WORDS[step.verdict].padEnd(12)}  ${step.title}`);
    for (const line of step.lines) lines.push(`         ${line}`);
  });
  for (const note of report.notes) lines.push(`  not modelled: ${note}`);
  lines.push(`  ${summaryOf(report)}`);
  return lines.join('\n');
}

/** How many steps were compared and played, and how many were not. */
export function summaryOf(report: StoryReport): string {
  const count = (verdict: Verdict) => report.steps.filter((step) => step.verdict === verdict).length;
  const compared = count('agrees') + count('disagrees');
  const left = count('notModelled') + count('notPlayed');
  const words = [
    `${count('agrees')} of ${compared} compared steps agree`,
    `${count('played')} played without comparison`,
  ];
  if (left > 0) words.push(`${left} not modelled or not played`);
  return words.join(', ');
}
