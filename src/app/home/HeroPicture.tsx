// The home page's run as a picture: brokers in their zones, their last records, the messages on the rail. The moving
// dots are a canvas over the drawing; they stand where their times say.
import type { Player } from '../../player/player-types.ts';
import { formatTimeShort } from '../../ui/format.ts';
import { Choices, Dots, type HeroChoices } from './HeroOverlay.tsx';
import {
  type HeroArc,
  type HeroCard,
  type HeroFacts,
  type HeroHandover,
  type HeroScene,
  heroLayout,
} from './hero-layout.ts';

interface HeroPictureProps {
  readonly player: Player;
  readonly facts: HeroFacts;
  readonly width: number;
  /** The run is healthy and free: it sets its own pace. */
  readonly isPacedHere: boolean;
  readonly choices: HeroChoices | undefined;
}

/** The picture. */
export function HeroPicture({ player, facts, width, isPacedHere, choices }: HeroPictureProps) {
  const scene = heroLayout(facts, width);
  return (
    <div className="relative" style={{ height: scene.height }}>
      <svg width={scene.width} height={scene.height} aria-hidden="true" className="absolute inset-0">
        <defs>
          <pattern
            id="hero-down"
            width="7"
            height="7"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="7" height="7" fill="var(--color-down)" />
            <rect width="1" height="7" fill="var(--color-down-hatch)" />
          </pattern>
        </defs>
        {scene.cards.map((card) => (
          <Card
            key={card.broker.node}
            card={card}
            controller={facts.controllerZone === card.broker.zone ? facts.controller : -1}
          />
        ))}
        <Rail scene={scene} />
        {scene.arc !== undefined && facts.handover !== undefined && (
          <Arc arc={scene.arc} handover={facts.handover} />
        )}
        <Client box={scene.producer} title={facts.producer} note="acks=all" />
        <Client
          box={scene.consumer}
          title={facts.consumer}
          note={facts.position > 0 ? `has read ${facts.position - 1}` : 'reads'}
        />
      </svg>
      <Dots player={player} scene={scene} tp={facts.tp} isPacedHere={isPacedHere} />
      {choices !== undefined && <Choices scene={scene} tp={facts.tp} choices={choices} />}
      <p className="sr-only">{sentencesOf(facts)}</p>
    </div>
  );
}

function sentencesOf(facts: HeroFacts): string {
  const handover = facts.handover === undefined ? '' : ` ${handoverWords(facts.handover)}.`;
  const brokers = facts.brokers
    .map((broker) => {
      const role = broker.isDown
        ? 'down'
        : broker.isLeader
          ? 'leader'
          : broker.isInIsr
            ? 'in sync'
            : 'catching up';
      return `Broker ${broker.id} in zone ${broker.zone}: ${role}, log end offset ${broker.logEndOffset}.`;
    })
    .join(' ');
  return `${brokers}${handover}`;
}

/** "C3 gave Broker 3 the lead at 11.8 s" */
function handoverWords({ controller, to, at }: HeroHandover): string {
  return `${controller} gave Broker ${to} the lead at ${formatTimeShort(at)}`;
}

/** The controller's doing, above the zones. */
function Arc({ arc, handover }: { readonly arc: HeroArc; readonly handover: HeroHandover }) {
  return (
    <g stroke="var(--color-control)" fill="none" strokeWidth="1.4">
      <path d={arc.path} strokeDasharray="2 3" />
      <path d={arc.head} strokeLinecap="round" />
      <text
        x={arc.label[0]}
        y={arc.label[1]}
        textAnchor="middle"
        fontSize="13"
        fill="var(--color-control-text)"
        stroke="none"
      >
        {handoverWords(handover)}
      </text>
    </g>
  );
}

function Rail({ scene }: { readonly scene: HeroScene }) {
  if (scene.rail.length === 0) return null;
  return (
    <polyline
      points={scene.rail.map(([x, y]) => `${x},${y}`).join(' ')}
      fill="none"
      stroke="var(--color-p0)"
      strokeWidth="1.2"
      opacity="0.6"
    />
  );
}

interface CardProps {
  readonly card: HeroCard;
  /** Id of the active controller when it is in this zone, else -1. */
  readonly controller: number;
}

function Card({ card, controller }: CardProps) {
  const { broker, zoneBox, box } = card;
  const zoneText = broker.isDown ? 'var(--color-fault-text)' : 'var(--color-muted)';
  return (
    <g>
      <rect
        {...zoneBox}
        rx="10"
        fill={broker.isDown ? 'var(--color-fault-soft)' : 'transparent'}
        stroke={broker.isDown ? 'var(--color-fault-line)' : 'var(--color-line-strong)'}
        strokeDasharray="5 4"
      />
      <text x={zoneBox.x + 12} y={zoneBox.y + 18} fontSize="13" fontWeight="600" fill={zoneText}>
        zone {broker.zone}
      </text>
      {controller >= 0 && (
        <text
          x={zoneBox.x + zoneBox.width - 12}
          y={zoneBox.y + 18}
          fontSize="12"
          fontWeight="600"
          textAnchor="end"
          fill="var(--color-control-text)"
        >
          C{controller - 1000} active controller
        </text>
      )}
      <rect
        {...box}
        rx="8"
        fill={broker.isDown ? 'url(#hero-down)' : 'var(--color-card)'}
        stroke={broker.isDown ? 'var(--color-line-strong)' : 'var(--color-line)'}
      />
      <text
        x={box.x + 12}
        y={box.y + 21}
        fontSize="14"
        fontWeight="700"
        fill={broker.isDown ? 'var(--color-down-text)' : 'var(--color-ink)'}
      >
        Broker {broker.id}
      </text>
      <Role card={card} />
      <Cells card={card} />
      <text
        x={box.x + 12}
        y={box.y + box.height - 9}
        fontSize="12"
        fontWeight={broker.isDown ? 600 : 400}
        fill={broker.isDown ? 'var(--color-fault-text)' : 'var(--color-body)'}
      >
        {broker.downSince >= 0 ? `down since ${formatTimeShort(broker.downSince)}` : card.note}
      </text>
    </g>
  );
}

function Role({ card: { broker, box } }: { readonly card: HeroCard }) {
  const x = box.x + box.width - 10;
  if (!broker.isLeader && !broker.wasLeader) return null;
  const isPill = broker.isLeader && !broker.isDown;
  return (
    <>
      <rect
        x={x - 54}
        y={box.y + 7}
        width="54"
        height="19"
        rx="9.5"
        fill={isPill ? 'var(--color-p0)' : 'none'}
        stroke={isPill ? 'none' : 'var(--color-down-text)'}
        strokeDasharray={isPill ? undefined : '3 3'}
      />
      <text
        x={x - 27}
        y={box.y + 20.5}
        fontSize="12"
        fontWeight="600"
        textAnchor="middle"
        fill={isPill ? 'var(--color-on-p)' : 'var(--color-down-text)'}
      >
        leader
      </text>
    </>
  );
}

function Cells({ card }: { readonly card: HeroCard }) {
  const { broker, cells, cellSize, cellY } = card;
  const fill = broker.isDown ? 'var(--color-down-hatch)' : 'var(--color-p0)';
  return (
    <>
      {cells.map((cell) => (
        <g key={cell.offset}>
          <rect
            x={cell.x}
            y={cellY}
            width={cellSize}
            height="26"
            rx="3"
            fill={cell.isCommitted ? fill : 'none'}
            stroke={cell.isCommitted ? 'none' : fill}
            strokeWidth="1.4"
            strokeDasharray="3 2.5"
          />
          <text
            x={cell.x + cellSize / 2}
            y={cellY + 17}
            fontSize="10.5"
            fontWeight="600"
            textAnchor="middle"
            fontFamily="var(--font-mono)"
            fill={
              broker.isDown
                ? 'var(--color-down-text)'
                : cell.isCommitted
                  ? 'var(--color-on-p)'
                  : 'var(--color-p0-text)'
            }
          >
            {cell.offset}
          </text>
        </g>
      ))}
      {!broker.isDown && (
        <rect x={card.barX - 0.5} y={cellY - 4} width="2" height="34" fill="var(--color-ink)" />
      )}
    </>
  );
}

interface ClientProps {
  readonly box: HeroScene['producer'];
  readonly title: string;
  readonly note: string;
}

function Client({ box, title, note }: ClientProps) {
  if (box === undefined) return null;
  return (
    <g>
      <rect {...box} rx="8" fill="var(--color-card)" stroke="var(--color-line-strong)" />
      <text x={box.x + 12} y={box.y + 24} fontSize="13" fontWeight="700" fill="var(--color-ink)">
        {title}
      </text>
      <text
        x={box.x + 12}
        y={box.y + 43}
        fontSize="11.5"
        fontFamily="var(--font-mono)"
        fill="var(--color-muted)"
      >
        {note}
      </text>
    </g>
  );
}
