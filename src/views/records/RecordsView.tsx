// The record ledger at the playhead: what producers were told of their records, and how often each reader got them.
import type { ReactNode } from 'react';
import { recordFates } from '../../engine/kafka/facts/queries.ts';
import type { ProducerFate, ReaderSum, RecordFates } from '../../engine/kafka/queries/record-fates.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { Player } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatNumber, formatTimeShort } from '../../ui/format.ts';
import { useFrame } from '../use-frame.ts';
import { againWords, orderOf, type Verdict, verdictOf } from './record-words.ts';

export interface RecordsViewProps {
  readonly player: Player;
  readonly className?: string;
}

const read = ({ world, t }: Frame): { readonly t: number; readonly fates: RecordFates } => ({
  t: Math.floor(t / 100_000) * 100_000,
  fates: recordFates(world),
});

/** Two tables. */
export function RecordsView({ player, className }: RecordsViewProps) {
  const { t, fates } = useFrame(player, read);
  return (
    <section aria-label="Records" className={classNames('@container grid gap-4 text-xs', className)}>
      <div className="overflow-x-auto">
        <Producers producers={fates.producers} t={t} />
      </div>
      {fates.readers.length > 0 && (
        <div className="overflow-x-auto">
          <Readers readers={fates.readers} t={t} />
        </div>
      )}
    </section>
  );
}

/** Of a column that has no room in a narrow table: there its words stand in a line of their own below the row. */
const WIDE = 'hidden @min-[40rem]:table-cell';

interface HeadProps {
  readonly children: ReactNode;
  readonly isLeft?: boolean;
  readonly isWideOnly?: boolean;
}

function Head({ children, isLeft = false, isWideOnly = false }: HeadProps) {
  return (
    <th
      scope="col"
      className={classNames(
        'px-1 py-1 font-medium whitespace-nowrap first:pl-0 last:pr-0 @min-[40rem]:px-2',
        isLeft ? 'text-left' : 'text-right',
        isWideOnly && WIDE,
      )}
    >
      {children}
    </th>
  );
}

interface CountProps {
  readonly value: string | number;
  readonly isBad?: boolean;
  readonly isWideOnly?: boolean;
}

function Count({ value, isBad = false, isWideOnly = false }: CountProps) {
  return (
    <td
      className={classNames(
        'px-1 text-right font-mono whitespace-nowrap @min-[40rem]:px-2',
        isBad ? 'font-semibold text-fault-text' : 'text-ink',
        isWideOnly && WIDE,
      )}
    >
      {typeof value === 'number' ? formatNumber(value) : value}
    </td>
  );
}

function Words({ verdict }: { readonly verdict: Verdict }) {
  return <td className={classNames('px-2', WIDE, toneOf(verdict))}>{verdict.text}</td>;
}

const toneOf = (verdict: Verdict) => (verdict.isSound ? 'text-body' : 'font-semibold text-warning-text');

/** The line below a row of a narrow table. */
function Below({ children }: { readonly children: ReactNode }) {
  return (
    <tr className="@min-[40rem]:hidden">
      <td colSpan={4} className="pb-1.5 text-muted">
        {children}
      </td>
    </tr>
  );
}

function Bad({ is, children }: { readonly is: boolean; readonly children: ReactNode }) {
  return <span className={is ? 'font-semibold text-fault-text' : ''}>{children}</span>;
}

function Producers({ producers, t }: { readonly producers: readonly ProducerFate[]; readonly t: number }) {
  return (
    <table className="w-full border-collapse">
      <caption className="pb-1 text-left text-muted">
        What producers were told of their records, by {formatTimeShort(t)}
      </caption>
      <thead className="text-muted">
        <tr>
          <Head isLeft>producer</Head>
          <Head>sent</Head>
          <Head>acknowledged</Head>
          <Head>of these lost</Head>
          <Head isWideOnly>waiting</Head>
          <Head isWideOnly>failed</Head>
          <Head isWideOnly>twice in the log</Head>
        </tr>
      </thead>
      {producers.map((one) => (
        <tbody key={one.node}>
          <tr className="h-8 border-t border-line">
            <th scope="row" className="text-left font-semibold text-ink @min-[40rem]:whitespace-nowrap">
              {one.node} <span className="font-mono font-normal text-muted">acks={one.acks}</span>
            </th>
            <Count value={one.sent} />
            <Count value={one.acknowledged} />
            <Count value={one.lost} isBad={one.lost > 0} />
            <Count value={one.waiting} isWideOnly />
            <Count value={one.failed} isBad={one.failed > 0} isWideOnly />
            <Count value={one.twiceInLog} isBad={one.twiceInLog > 0} isWideOnly />
          </tr>
          <Below>
            waiting {formatNumber(one.waiting)}
            {' · '}
            <Bad is={one.failed > 0}>failed {formatNumber(one.failed)}</Bad>
            {' · '}
            <Bad is={one.twiceInLog > 0}>twice in the log {formatNumber(one.twiceInLog)}</Bad>
          </Below>
        </tbody>
      ))}
    </table>
  );
}

function Readers({ readers, t }: { readonly readers: readonly ReaderSum[]; readonly t: number }) {
  return (
    <table className="w-full border-collapse">
      <caption className="pb-1 text-left text-muted">
        How often readers got them, by {formatTimeShort(t)}
      </caption>
      <thead className="text-muted">
        <tr>
          <Head isLeft>reader</Head>
          <Head isLeft>records of</Head>
          <Head>delivered</Head>
          <Head>more than once</Head>
          <Head isLeft isWideOnly>
            in all
          </Head>
          <Head isLeft isWideOnly>
            order within keys
          </Head>
        </tr>
      </thead>
      {readers.map((reader) => (
        <tbody key={`${reader.kind} ${reader.reader}`}>
          {(reader.fates.length === 0 ? [undefined] : reader.fates).map((fate, i) => (
            <tr key={fate?.producer ?? ''} className="h-8 border-t border-line">
              <th scope="row" className="text-left font-semibold text-ink @min-[40rem]:whitespace-nowrap">
                {i === 0 ? reader.reader : <span className="sr-only">{reader.reader}</span>}{' '}
                {i === 0 && <span className="font-normal text-muted">{reader.kind}</span>}
              </th>
              <td className="px-1 whitespace-nowrap text-body @min-[40rem]:px-2">{fate?.producer ?? '–'}</td>
              <Count value={fate?.delivered ?? 0} />
              <Count value={againWords(fate?.again ?? 0, fate?.mostTimes ?? 0)} />
              {i === 0 ? <Words verdict={verdictOf(reader)} /> : <td className={WIDE} />}
              {i === 0 ? <Words verdict={orderOf(reader)} /> : <td className={WIDE} />}
            </tr>
          ))}
          <Below>
            <span className={toneOf(verdictOf(reader))}>{verdictOf(reader).text}</span>; order within keys:{' '}
            <span className={toneOf(orderOf(reader))}>{orderOf(reader).text}</span>
          </Below>
        </tbody>
      ))}
    </table>
  );
}
