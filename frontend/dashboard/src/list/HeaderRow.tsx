/** The header of the table: selects the page, and sorts. */

import { useEffect, useRef } from "react";
import { useAddress } from "../address/useAddress";
import { useSelection } from "../selection/useSelection";
import type { Column } from "./columns";
import { cellClass } from "./ImageTable";
import { placeOf, pressed } from "./sorting";
import type { Row } from "./usePage";

export function HeaderRow({ columns, rows }: { columns: readonly Column[]; rows: readonly Row[] }) {
  return (
    <tr>
      <th scope="col" className="col-select">
        <SelectPage rows={rows} />
      </th>
      {columns.map((column) => (
        <HeaderCell key={column.key} column={column} />
      ))}
    </tr>
  );
}

function SelectPage({ rows }: { rows: readonly Row[] }) {
  const selection = useSelection();
  const box = useRef<HTMLInputElement>(null);
  const count = rows.filter((row) => selection.has(row.id)).length;
  const isAll = rows.length > 0 && count === rows.length;
  useEffect(() => {
    box.current!.indeterminate = count > 0 && !isAll;
  }, [count, isAll]);
  return (
    <label className="select">
      <input
        ref={box}
        type="checkbox"
        aria-label="Select this page"
        checked={isAll}
        disabled={rows.length === 0}
        onChange={(event) => selection.set(rows, event.target.checked)}
      />
    </label>
  );
}

function HeaderCell({ column }: { column: Column }) {
  const { view, push } = useAddress();
  const { sort, label } = column;
  const found = placeOf(view.sort, sort);
  if (sort === null) {
    return (
      <th scope="col" className={cellClass(column)}>
        <span className="header-text">{label}</span>
      </th>
    );
  }
  const direction = found && (found.isDescending ? "descending" : "ascending");
  return (
    <th scope="col" className={cellClass(column)} aria-sort={found?.place === 1 ? direction! : undefined}>
      <button
        type="button"
        className="header-text sorter"
        title={`Sort by ${label}; with Shift as a further key`}
        onClick={(event) => push({ sort: pressed(view.sort, sort, event.shiftKey), after: null, before: null })}
      >
        <span className="header-label">{label}</span>
        {found && (
          <span className="sort-mark" aria-hidden="true">
            {found.isDescending ? "↓" : "↑"}
            {view.sort.length > 1 && <small>{found.place}</small>}
          </span>
        )}
        {found && found.place > 1 && (
          <span className="visually-hidden">
            , key {found.place}, {direction}
          </span>
        )}
      </button>
    </th>
  );
}
