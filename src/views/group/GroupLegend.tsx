// How to read the Group view.
import type { GroupTrack } from './group-track.ts';
import { memberColor } from './member-color.ts';

/** Colours of members and the other signs. */
export function GroupLegend({ groups }: { readonly groups: readonly GroupTrack[] }) {
  const count = Math.min(6, Math.max(0, ...groups.map((group) => group.members.length)));
  return (
    <ul aria-label="How to read it" className="flex flex-wrap gap-x-5 gap-y-1 pt-1 text-xs text-muted">
      <li className="flex items-center gap-1">
        {Array.from({ length: count }, (_, i) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: members are named by their number
            key={i}
            className="rounded-xs border-l-4 px-1 font-mono text-[10px] font-semibold"
            style={{
              background: memberColor(i, 'soft'),
              borderColor: memberColor(i),
              color: memberColor(i, 'text'),
            }}
          >
            m{i + 1}
          </span>
        ))}
        <span className="pl-1">owner; solid edge: a new one</span>
      </li>
      <li className="flex items-center gap-1.5">
        <span className="hatch-warning h-3 w-6 border border-warning" />
        nobody consumes
      </li>
      <li className="flex items-center gap-1.5">
        <span className="h-3 w-6 border-t-2 border-control bg-control/30" />
        generation or group epoch; dark: rebalance open
      </li>
      <li className="flex items-center gap-1.5">
        <span className="h-3 border-l-2 border-dotted border-control" />
        all members have joined
      </li>
      <li className="flex items-center gap-1.5">
        <span className="h-3 w-6 border-b-2 border-p1 bg-p1-soft" />
        line: inside the handler, not polling
      </li>
      {groups.some((group) => group.protocol === 'share') && (
        <li className="flex items-center gap-1.5">
          <span className="h-3 w-6 bg-p1-soft text-center font-mono text-[10px] leading-3 text-ink">2</span>
          records that a share group is not done with, and how often they were delivered
        </li>
      )}
    </ul>
  );
}
