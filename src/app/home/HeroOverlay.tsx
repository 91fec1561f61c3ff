// What lies over the home page's picture: the moving dots, and the choices while the question is open.
import { useEffect, useRef } from 'react';
import type { Player } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { useTheme } from '../../ui/use-theme.ts';
import { type HeroScene, heroDot } from './hero-layout.ts';
import { flightsOf, paceHero } from './hero-pace.ts';

/** While the question is open the brokers are the choices. */
export interface HeroChoices {
  readonly selected: string | undefined;
  readonly onChoose: (node: string) => void;
}

interface DotsProps {
  readonly player: Player;
  readonly scene: HeroScene;
  readonly tp: string;
  readonly isPacedHere: boolean;
}

/** Messages of the partition on the rail: filled = request, ring = response. */
export function Dots({ player, scene, tp, isPacedHere }: DotsProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const shown = useRef({ scene, isPacedHere });
  shown.current = { scene, isPacedHere };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null) return;
    const color = getComputedStyle(document.documentElement).getPropertyValue('--color-p0');
    const page = getComputedStyle(document.documentElement).getPropertyValue('--color-page');
    const draw = () => {
      const ratio = devicePixelRatio;
      const { canvas: target } = context;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, target.width, target.height);
      const { t } = player.getState();
      const flights = flightsOf(player, tp);
      for (const flight of flights) {
        const share = (t - flight.sentAt) / Math.max(1, flight.deliverAt - flight.sentAt);
        const place = heroDot(shown.current.scene, flight.from, flight.to, Math.min(1, Math.max(0, share)));
        if (place === undefined) continue;
        context.beginPath();
        context.arc(place[0], place[1], 5, 0, 2 * Math.PI);
        context.fillStyle = flight.isResponse ? page : color;
        context.fill();
        context.lineWidth = 2;
        context.strokeStyle = color;
        context.stroke();
      }
      if (shown.current.isPacedHere && player.getState().isPlaying) paceHero(player, flights.length > 0);
    };
    draw();
    return player.onFrame(draw);
  }, [player, tp, theme, scene.width, scene.height]);
  return (
    <canvas
      ref={canvas}
      width={Math.round(scene.width * devicePixelRatio)}
      height={Math.round(scene.height * devicePixelRatio)}
      style={{ width: scene.width, height: scene.height }}
      className="pointer-events-none absolute inset-0"
    />
  );
}

interface ChoicesProps {
  readonly scene: HeroScene;
  readonly tp: string;
  readonly choices: HeroChoices;
}

/** A radio button over every broker, all alike: nothing tells the answer. */
export function Choices({ scene, tp, choices }: ChoicesProps) {
  return (
    <div role="radiogroup" aria-label={`Who leads ${tp} next?`}>
      {scene.cards.map(({ broker, box }) => (
        <label
          key={broker.node}
          style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
          className={classNames(
            'absolute cursor-pointer rounded-card border-2 border-dashed border-ink/50 hover:bg-ink/5 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus',
            choices.selected === broker.node && 'border-solid border-ink bg-ink/5',
          )}
        >
          <input
            type="radio"
            name="hero-leader"
            className="sr-only"
            checked={choices.selected === broker.node}
            onChange={() => choices.onChoose(broker.node)}
          />
          <span className="sr-only">Broker {broker.id}</span>
          {choices.selected === broker.node && (
            <span className="absolute right-2 bottom-1.5 rounded-full bg-ink px-2 text-xs leading-5 font-semibold text-on-ink">
              your answer
            </span>
          )}
        </label>
      ))}
    </div>
  );
}
