/** Grey bars in place of the first rows, so that nothing moves when they come. */

import type { Column } from "./columns";
import { cellClass } from "./ImageTable";

export function Skeleton({ columns, rows }: { columns: readonly Column[]; rows: number }) {
  return Array.from({ length: rows }, (_, row) => (
    <tr key={row} aria-hidden="true">
      <td className="col-select" />
      {columns.map((column) => (
        <td key={column.key} className={cellClass(column)}>
          <span className="bone" />
        </td>
      ))}
    </tr>
  ));
}
