// Who led when, under the home page's picture: computed from the trace, never beyond what may be seen.
import { useMemo } from 'react';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatDuration } from '../../ui/format.ts';
import { clusterOfFrame } from '../../views/cluster-of-frame.ts';
import { useFrame } from '../../views/use-frame.ts';
import { type LeadSpan, leaderOf, leadSpans } from './hero-facts.ts';

interface Lane {
  readonly t: number;
  readonly end: number;
  readonly spans: readonly (LeadSpan & { readonly id: number })[];
}

/** Words stand on a bar that has at least this share of the lane for each letter: half a word says nothing. */
const LEAST_SHARE = 0.011;
/** At least this much of the run fits the lane. */
const SHORTEST = 15_000_000;

/** The lane. */
export function HeroLane({ player, tp }: { readonly player: Player; readonly tp: string }) {
  const select = useMemo(() => {
    // To look at another time costs two seeks: once per run, not once per reading.
    const firsts = new WeakMap<PlayerState['recording'], string>();
    return (frame: Frame, state: PlayerState): Lane => {
      const { t } = frame;
      const { brokers } = clusterOfFrame(frame);
      const end = Math.max(SHORTEST, t * 1.25);
      const shown = Math.min(end, state.horizon, state.computedTo);
      const first = firsts.get(state.recording) ?? player.peek(0, (start) => leaderOf(start, tp));
      firsts.set(state.recording, first);
      const nodeOf = (id: number) => brokers.find((broker) => broker.id === id)?.node ?? '';
      const spans = leadSpans(state.recording.events, shown, first, nodeOf).map((span) => ({
        ...span,
        id: brokers.find((broker) => broker.node === span.node)?.id ?? -1,
      }));
      return { t, end, spans };
    };
  }, [player, tp]);
  const { t, end, spans } = useFrame(player, select);
  const words = spans.map(wordsOf).join(', then ');
  return (
    <div
      role="img"
      aria-label={`Who leads: ${words}`}
      className="relative order-last h-6 min-w-56 flex-1 basis-full overflow-hidden md:order-none md:basis-0 rounded-control bg-sunken"
    >
      <Bars spans={spans} end={end} isPast={false} />
      {/* What has been shown already, in full colour over the paler rest. */}
      <div className="absolute inset-0" style={{ clipPath: `inset(0 ${100 - (t / end) * 100}% 0 0)` }}>
        <Bars spans={spans} end={end} isPast />
      </div>
      <div className="absolute inset-y-0 w-0.5 bg-ink" style={{ left: `calc(${(t / end) * 100}% - 1px)` }} />
    </div>
  );
}

interface BarsProps {
  readonly spans: Lane['spans'];
  readonly end: number;
  readonly isPast: boolean;
}

function Bars({ spans, end, isPast }: BarsProps) {
  return spans.map((span) => (
    <div
      key={span.from}
      style={{ left: `${(span.from / end) * 100}%`, width: `${((span.to - span.from) / end) * 100}%` }}
      className={classNames(
        'absolute inset-y-0 truncate px-2 text-xs leading-6 font-semibold',
        span.isUnreachable || span.node === ''
          ? 'border border-dashed border-fault bg-card text-center leading-[1.375rem] text-fault-text'
          : isPast
            ? 'bg-p0 text-on-p'
            : 'bg-p0-soft text-p0-text',
      )}
    >
      {fitting(span, (span.to - span.from) / end)}
    </div>
  ));
}

/** As many of its words as have room on `share` of the lane. */
function fitting(span: LeadSpan & { readonly id: number }, share: number): string {
  const words = wordsOf(span);
  const forms = [words, words.split(' ').slice(0, 2).join(' '), words.split(' ')[0] ?? ''];
  return forms.slice(0, span.isUnreachable ? 3 : 2).find((form) => form.length * LEAST_SHARE < share) ?? '';
}

function wordsOf(span: LeadSpan & { readonly id: number }): string {
  if (span.node === '') return 'no leader';
  if (span.isUnreachable) return `unreachable ${formatDuration(span.to - span.from)}`;
  return `broker ${span.id} leads`;
}
