/** The histogram with two edges: a drag over it or the arrow keys on an edge choose weeks. */

import { type KeyboardEvent, type PointerEvent, useMemo, useState } from "react";
import type { Range } from "../address/view";
import { Histogram } from "../charts/Histogram";
import { formatDay } from "../charts/days";
import { between, moved, rangeOf, type Weeks, weeksOf } from "./weeks";
import type { Week } from "./asks";

type Properties = { weeks: readonly Week[]; range: Range | null; onRange: (range: Range | null) => void };

export function WeekSliders({ weeks, range, onRange }: Properties) {
  const starts = useMemo(() => weeks.map(({ from }) => from), [weeks]);
  const chosen = useMemo(() => weeksOf(range, starts, new Date()), [range, starts]);
  /** The weeks of a drag or of pressed keys, until their release. */
  const [draft, setDraft] = useState<Weeks | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const count = weeks.length;
  const all = { first: 0, last: count - 1 };
  const shown = draft ?? chosen;

  const commit = () => {
    if (draft) onRange(rangeOf(draft, starts));
    setDraft(null);
    setAnchor(null);
  };
  const weekAt = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.min(count - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * count)));
  };
  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const edge = event.target instanceof Element && event.target.closest("[data-edge]")?.getAttribute("data-edge");
    const week = weekAt(event);
    // A drag of an edge keeps the other one.
    const from = edge && shown ? (edge === "first" ? shown.last : shown.first) : week;
    setAnchor(from);
    setDraft(edge && shown ? shown : between(week, week));
  };
  const onKeyDown = (event: KeyboardEvent, edge: keyof Weeks) => {
    if (event.key === "Escape" && draft) {
      event.stopPropagation();
      return setDraft(null);
    }
    const next = moved(shown ?? all, edge, event.key, count);
    if (!next) return;
    event.preventDefault();
    setDraft(next);
  };
  const day = (week: number) => (starts[week] ? formatDay(starts[week]) : "");

  const slider = (edge: keyof Weeks, label: string) => {
    const { [edge]: week, first, last } = shown ?? all;
    const x = `${((edge === "first" ? week : week + 1) / count) * 100}%`;
    return (
      <g
        className="histogram-edge"
        data-edge={edge}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={edge === "first" ? 0 : first}
        aria-valuemax={edge === "first" ? last : count - 1}
        aria-valuenow={week}
        aria-valuetext={`week of ${day(week)}`}
        onKeyDown={(event) => onKeyDown(event, edge)}
        onKeyUp={commit}
        // A press on the columns takes the focus from here, and has a choice of its own.
        onBlur={() => anchor === null && commit()}
      >
        <rect className="histogram-hit" x={x} y="0" width="24" height="100%" transform="translate(-12 0)" />
        <line x1={x} x2={x} y1="0" y2="100%" />
      </g>
    );
  };
  return (
    <>
      <Histogram
        columns={weeks.map((week) => ({ key: week.from, label: `Week of ${formatDay(week.from)}`, count: week.count }))}
        caption="Images by week of creation"
        unit="Week"
        chosen={shown}
        svg={{
          onPointerDown,
          onPointerMove: (event) => anchor !== null && setDraft(between(anchor, weekAt(event))),
          onPointerUp: commit,
          onPointerCancel: () => {
            setDraft(null);
            setAnchor(null);
          },
        }}
      >
        {count > 0 && slider("first", "First week of creation")}
        {count > 0 && slider("last", "Last week of creation")}
      </Histogram>
      <div className="histogram-ends">
        {draft || range ? (
          <span className="histogram-range">{textOf(draft ? rangeOf(draft, starts) : range!)}</span>
        ) : (
          <>
            <span>{day(0)}</span>
            <span>now</span>
          </>
        )}
      </div>
    </>
  );
}

/** A range as people read it: its days, or its ages as they were typed. */
function textOf({ from, to }: Range): string {
  const edge = (text: string) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? formatDay(`${text}T00:00:00Z`) : text);
  if (!from) return `until ${edge(to)}`;
  return to ? `${edge(from)} – ${edge(to)}` : `since ${edge(from)}`;
}
