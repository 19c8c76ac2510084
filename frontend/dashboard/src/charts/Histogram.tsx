/** Columns over time as SVG, with exact values on hover and in a table for screen readers. */

import type { MouseEvent, ReactNode, SVGProps } from "react";
import { formatCount } from "../ui/formats";

export type Column = {
  key: string;
  label: string;
  count: number;
  /** Where a click on the column leads. */
  href?: string;
  onFollow?: (event: MouseEvent) => void;
};

type Properties = {
  columns: readonly Column[];
  /** The table's caption. */
  caption: string;
  /** The interval of a column, for the table's head: Week, Month. */
  unit: string;
  /** Columns that stand out, by position; null leaves all as they are. */
  chosen?: { first: number; last: number } | null;
  svg?: SVGProps<SVGSVGElement>;
  /** SVG drawn over the columns. */
  children?: ReactNode;
};

export function Histogram({ columns, caption, unit, chosen = null, svg = {}, children }: Properties) {
  const highest = Math.max(1, ...columns.map(({ count }) => count));
  const step = 100 / Math.max(1, columns.length);
  return (
    <div className="histogram">
      <svg className="histogram-chart" width="100%" height="100%" aria-hidden={columns.length === 0} {...svg}>
        {columns.map((column, index) => {
          const height = (column.count / highest) * 100;
          const isOut = chosen !== null && (index < chosen.first || index > chosen.last);
          const text = `${column.label}: ${formatCount(column.count)}`;
          const drawn = (
            <>
              <title>{text}</title>
              <rect className="histogram-hit" x={`${index * step}%`} y="0" width={`${step}%`} height="100%" />
              <rect
                className={isOut ? "histogram-column histogram-out" : "histogram-column"}
                x={`${(index + 0.1) * step}%`}
                y={`${100 - height}%`}
                width={`${0.8 * step}%`}
                height={`${height}%`}
              />
            </>
          );
          return column.href === undefined ? (
            <g key={column.key}>{drawn}</g>
          ) : (
            <a key={column.key} href={column.href} onClick={column.onFollow} aria-label={text}>
              {drawn}
            </a>
          );
        })}
        {children}
      </svg>
      {columns.length > 0 && (
        <div className="visually-hidden">
          <table>
            <caption>{caption}</caption>
            <thead>
              <tr>
                <th scope="col">{unit}</th>
                <th scope="col">Images</th>
              </tr>
            </thead>
            <tbody>
              {columns.map(({ key, label, count }) => (
                <tr key={key}>
                  <th scope="row">{label}</th>
                  <td>{formatCount(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
