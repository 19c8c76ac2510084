/** Horizontal bars, each a link with its label, its number and a detail. */

import type { View } from "../address/view";
import { ViewLink } from "./ViewLink";
import { formatCount } from "../ui/formats";

export type Bar = {
  key: string;
  label: string;
  /** False for words of the page in place of a value, such as "none". */
  isPlain: boolean;
  count: number;
  detail: string;
  detailTitle: string | undefined;
  to: Partial<View>;
};

/** Bars as parts of `total`; null shows their places until they come. */
export function BarList({ bars, total }: { bars: readonly Bar[] | null; total: number }) {
  if (bars === null) {
    return (
      <div className="bars-skeleton" aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </div>
    );
  }
  if (bars.length === 0) return <p className="panel-note">No images.</p>;
  return (
    <ul className="bars">
      {bars.map(({ key, label, isPlain, count, detail, detailTitle, to }) => (
        <li key={key}>
          <ViewLink to={to} className="bar" title={label}>
            <bdi className={isPlain ? "bar-label" : "bar-label none"}>{label}</bdi>{" "}
            <span className="bar-track">
              <span className="bar-fill" style={{ width: `${total ? Math.min(100, (count / total) * 100) : 0}%` }} />
            </span>
            <span className="bar-count">{formatCount(count)}</span>{" "}
            <span className="bar-detail" title={detailTitle}>
              {detail}
            </span>
          </ViewLink>
        </li>
      ))}
    </ul>
  );
}
