// Says for screen readers what happened at the playhead, after a step, a jump or a fault; silent while playing.
import { useEffect, useState } from 'react';
import { importanceOf, sentenceNames, sentenceOf } from '../../engine/kafka/sentences.ts';
import type { Player } from '../../player/player-types.ts';
import { formatTime } from '../../ui/format.ts';

const WAIT_MS = 400;
const MOST_SENTENCES = 3;

/** The time and the most important events of exactly that moment. */
function momentInWords(player: Player): string {
  const { recording, t } = player.getState();
  const { events } = recording;
  const rows: number[] = [];
  for (let row = events.rowsUntil(t) - 1; row >= 0 && events.timeOf(row) === t; row--) rows.unshift(row);
  const names = sentenceNames(player.frame().world);
  const told = rows
    .sort((a, b) => importanceOf(events.typeOf(a)) - importanceOf(events.typeOf(b)) || a - b)
    .slice(0, MOST_SENTENCES)
    .map((row) => sentenceOf(events.event(row), names));
  return [`${formatTime(t)}.`, ...told].join(' ');
}

/** Nothing to see. Once on a page with a player; the controls of time bring it along. */
export function Narrator({ player }: { readonly player: Player }) {
  const [words, setWords] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const off = player.onFrame(() => {
      clearTimeout(timer);
      if (!player.getState().isPlaying) timer = setTimeout(() => setWords(momentInWords(player)), WAIT_MS);
    });
    return () => {
      off();
      clearTimeout(timer);
    };
  }, [player]);
  return (
    <div role="status" className="sr-only">
      {words}
    </div>
  );
}
