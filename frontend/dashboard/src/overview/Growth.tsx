/** How the catalogue has grown: images that exist now, by month of creation. */

import type { MouseEvent } from "react";
import { useAddress } from "../address/useAddress";
import { DEFAULT_VIEW, type Filters } from "../address/view";
import { formatMonth } from "../charts/days";
import { Histogram } from "../charts/Histogram";
import { formatCount } from "../ui/formats";
import { daysOf } from "./numbers";
import { follow } from "../charts/ViewLink";

type Properties = { months: readonly { from: string; count: number }[]; filters: Filters };

export function Growth({ months, filters }: Properties) {
  const address = useAddress();
  const most = months.reduce((one, other) => (other.count > one.count ? other : one), { from: "", count: 0 });
  const first = months[0];
  return (
    <>
      <p className="growth-most">{most.count > 0 && `Most in ${formatMonth(most.from)}: ${formatCount(most.count)}`}</p>
      <div className="growth">
        <Histogram
          columns={months.map(({ from, count }) => {
            const to = { ...DEFAULT_VIEW, filters: { ...filters, created: daysOf(from) } };
            return {
              key: from,
              label: formatMonth(from),
              count,
              // A month of which a filter has only a part has no list of its own.
              ...(filters.created === null && {
                href: address.href(to),
                onFollow: (event: MouseEvent) => follow(event, address, to),
              }),
            };
          })}
          caption="Images by month of creation"
          unit="Month"
        />
      </div>
      <div className="histogram-ends">
        <span>{first && formatMonth(first.from)}</span>
        <span>now</span>
      </div>
    </>
  );
}
