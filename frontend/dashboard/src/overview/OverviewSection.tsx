/** The catalogue at a glance: how much there is, of what, whose, since when, and what has changed. */

import { useMemo } from "react";
import { useAddress } from "../address/useAddress";
import { DEFAULT_VIEW, type Filters, NO_FILTERS } from "../address/view";
import { selectionOf } from "../address/where";
import { OverviewDocument, OverviewGrowthDocument, OverviewSystemsDocument } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { BarList } from "../charts/BarList";
import { ViewLink } from "../charts/ViewLink";
import { type FieldGroup, type Group, OS_GROUP } from "../facets/groups";
import { titleOf } from "../facets/labels";
import { barsOf, toList } from "./bars";
import { Failed } from "./Failed";
import { Figures } from "./Figures";
import { Growth } from "./Growth";
import { NewestChanges } from "./NewestChanges";
import { type OverviewBucket, withCommunity } from "./numbers";
import { Panel } from "./Panel";

/** Counts the images of the address's filters; every bar opens the list with one filter more. */
export function OverviewSection() {
  const { view } = useAddress();
  const { filters } = view;
  const key = JSON.stringify(filters);
  const { selection, community } = useMemo(() => selectionsOf(filters), [key]);
  const main = useRead(OverviewDocument, { ...selection, community });
  const isWanted = main.data !== null || main.failure !== null;
  const growth = useRead(OverviewGrowthDocument, selection, { isWanted });
  const systems = useRead(OverviewSystemsDocument, selection, { isWanted });
  const numbers = main.data?.imagesAggregate ?? null;
  const fields = numbers && { ...numbers, visibility: withCommunity(main.data!, filters) };

  const bars = (group: Group, buckets: readonly OverviewBucket[] | undefined, total = 0) => (
    <BarList bars={buckets ? barsOf(buckets, group, filters, total) : null} total={total} />
  );
  const field = (group: FieldGroup) => (
    <Panel title={titleOf(group)} isLoading={main.isLoading}>
      {bars(group, fields?.[group], numbers?.count)}
    </Panel>
  );
  return (
    <div className="overview">
      <Title filters={filters} isWhole={key === JSON.stringify(NO_FILTERS)} />
      <Failed reading={main} />
      {(numbers || !main.failure) && (
        <Figures numbers={numbers} isLoading={main.isLoading} filters={filters} />
      )}
      <Panel title="Growth" note="Images by month of creation" isLoading={growth.isLoading}>
        <Failed reading={growth} />
        {(growth.data || !growth.failure) && (
          <Growth months={growth.data?.imagesAggregate.created ?? []} filters={filters} />
        )}
      </Panel>
      <div className="panels">
        {(numbers || !main.failure) && (
          <>
            <div>
              {field("status")}
              {field("disk")}
            </div>
            <div>
              {field("visibility")}
              {field("container")}
              {field("owner")}
            </div>
          </>
        )}
        <div>
          <Panel title={titleOf(OS_GROUP)} isLoading={systems.isLoading}>
            <Failed reading={systems} />
            {(systems.data || !systems.failure) &&
              bars(OS_GROUP, systems.data?.imagesAggregate.systems, systems.data?.imagesAggregate.count)}
          </Panel>
          <NewestChanges />
        </div>
      </div>
    </div>
  );
}

/** The images, and those of them that are community images. Ages count back from now, once. */
function selectionsOf(filters: Filters) {
  const now = new Date();
  return {
    selection: selectionOf(filters, now),
    community: selectionOf({ ...filters, visibility: ["COMMUNITY"] }, now).where,
  };
}

function Title({ filters, isWhole }: { filters: Filters; isWhole: boolean }) {
  if (isWhole) return <h1 className="overview-title">Overview</h1>;
  return (
    <>
      <h1 className="overview-title">Overview of the images that match</h1>
      <p className="overview-scope">
        <ViewLink to={toList(filters)}>Show them in the list</ViewLink>
        <ViewLink to={{ ...DEFAULT_VIEW, section: "overview" }}>Overview of all images</ViewLink>
      </p>
    </>
  );
}
