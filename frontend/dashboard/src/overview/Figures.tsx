/** The numbers on top of the overview. */

import type { ReactNode } from "react";
import type { Filters } from "../address/view";
import type { OverviewQuery } from "../api/generated/graphql";
import { ViewLink } from "../charts/ViewLink";
import { formatBytes, formatCount, formatSize } from "../ui/formats";
import { toList } from "./bars";

type Properties = { numbers: OverviewQuery["imagesAggregate"] | null; isLoading: boolean; filters: Filters };

export function Figures({ numbers, isLoading, filters }: Properties) {
  const size = (bytes: number | null) =>
    bytes === null ? "–" : <span title={formatBytes(Math.round(bytes))}>{formatSize(bytes)}</span>;
  return (
    <dl className="figures" aria-busy={isLoading}>
      <Figure
        label="Images"
        value={numbers && <ViewLink to={toList(filters)}>{formatCount(numbers.count)}</ViewLink>}
      />
      <Figure label="Total size" value={numbers && size(numbers.size.sum)} />
      <Figure label="Average size" value={numbers && size(numbers.size.average)} />
      <Figure label="Largest" value={numbers && size(numbers.size.max)} />
    </dl>
  );
}

function Figure({ label, value }: { label: string; value: ReactNode }) {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd>{value ?? <span className="figure-skeleton" aria-hidden="true" />}</dd>
    </div>
  );
}
