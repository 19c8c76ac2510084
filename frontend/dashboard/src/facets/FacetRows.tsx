/** Checkboxes with counts, and bars behind them that show the share. */

import { useLayoutEffect, useRef } from "react";
import { formatCount } from "../ui/formats";
import type { Group, Value } from "./groups";
import { labelOf } from "./labels";
import { type FacetRow, share } from "./rows";

type Properties = {
  group: Group;
  rows: readonly FacetRow[];
  total: number;
  titleId: string;
  onToggle: (value: Value) => void;
};

export function FacetRows({ group, rows, total, titleId, onToggle }: Properties) {
  const list = useRef<HTMLUListElement>(null);
  const focused = useRef<Element | null>(null);
  const order = JSON.stringify(rows.map(({ value }) => value));
  useLayoutEffect(() => {
    // A row that changes its place loses the focus.
    const before = focused.current;
    if (before?.isConnected && document.activeElement === document.body) (before as HTMLElement).focus();
  }, [order]);
  return (
    <ul
      ref={list}
      className="facet-rows"
      aria-labelledby={titleId}
      onFocus={(event) => (focused.current = event.target)}
      onBlur={(event) => event.relatedTarget && (focused.current = null)}
    >
      {rows.map((row) => (
        <Row key={JSON.stringify(row.value)} group={group} row={row} total={total} onToggle={onToggle} />
      ))}
    </ul>
  );
}

type RowProperties = Pick<Properties, "group" | "total" | "onToggle"> & { row: FacetRow };

function Row({ group, row, total, onToggle }: RowProperties) {
  const label = labelOf(group, row.value);
  const isPlain = row.value !== null && row.value !== "";
  return (
    <li>
      <label className="facet-row" title={label}>
        <span className="facet-bar" style={{ width: `${share(row.count, total)}%` }} />
        <input type="checkbox" checked={row.isChosen} onChange={() => onToggle(row.value)} />
        <bdi className={isPlain ? "facet-label" : "facet-label none"}>{label}</bdi>{" "}
        <span className="facet-count">
          {row.count === null ? `≤ ${formatCount(row.atMost)}` : formatCount(row.count)}
        </span>
      </label>
    </li>
  );
}
