/** The table of images. */

import { useRef } from "react";
import { useAddress } from "../address/useAddress";
import type { ImagesPageQuery } from "../api/generated/graphql";
import type { Reading } from "../api/useRead";
import type { LiveRow, Mark } from "../live/changes";
import { LiveMark } from "../live/LiveMark";
import { span } from "../selection/range";
import { useSelection } from "../selection/useSelection";
import { type Column, columnsOf } from "./columns";
import { HeaderRow } from "./HeaderRow";
import { Skeleton } from "./Skeleton";
import type { Row } from "./usePage";

type Properties = { page: Reading<ImagesPageQuery>; rows: readonly Row[]; liveRows: readonly LiveRow[] };

/** `rows` are those of `liveRows`. */
export function ImageTable({ page, rows, liveRows }: Properties) {
  const { view } = useAddress();
  const selection = useSelection();
  const anchor = useRef<string | null>(null);
  const columns = columnsOf(view.columns);
  const select = (row: Row, isSelected: boolean, isRange: boolean) => {
    selection.set(isRange ? span(rows, anchor.current, row.id) : [row], isSelected);
    anchor.current = row.id;
  };
  return (
    <table className="image-table" aria-busy={page.isLoading}>
      <caption className="visually-hidden">Images. The buttons in the header sort; with Shift they add a key.</caption>
      <thead>
        <HeaderRow columns={columns} rows={rows} />
      </thead>
      <tbody>
        {page.data === null && page.isLoading && <Skeleton columns={columns} rows={view.pageSize} />}
        {liveRows.map(({ row, mark }) => (
          <ImageRow
            key={row.id}
            row={row}
            mark={mark}
            columns={columns}
            isSelected={selection.has(row.id)}
            isOpen={view.image === row.id}
            onSelect={select}
          />
        ))}
      </tbody>
    </table>
  );
}

type RowProperties = {
  row: Row;
  mark: Mark | null;
  columns: readonly Column[];
  isSelected: boolean;
  isOpen: boolean;
  onSelect: (row: Row, isSelected: boolean, isRange: boolean) => void;
};

function ImageRow({ row, mark, columns, isSelected, isOpen, onSelect }: RowProperties) {
  const states = [isSelected && "is-selected", isOpen && "is-open", row.deletedAt !== null && "is-deleted", mark && `is-${mark}`];
  return (
    <tr data-row-id={row.id} className={states.filter(Boolean).join(" ") || undefined}>
      <td className="col-select">
        <LiveMark mark={mark} />
        <label className="select">
          <input
            type="checkbox"
            aria-label={`Select ${row.name ?? row.id}`}
            checked={isSelected}
            onChange={(event) => {
              const { shiftKey } = event.nativeEvent as MouseEvent;
              onSelect(row, event.target.checked, shiftKey === true);
            }}
          />
        </label>
      </td>
      {columns.map((column) => (
        <td key={column.key} className={cellClass(column)} data-label={column.label}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** Properties share a class: their names are not words that a stylesheet knows. */
export function cellClass({ key, isNumeric }: Column): string {
  return `col-${key.startsWith("p.") ? "property" : key}${isNumeric ? " numeric" : ""}`;
}
