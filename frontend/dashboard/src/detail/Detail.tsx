/** One image: the drawer that the address opens beside the list, and over it on small screens. */

import { useEffect, useRef } from "react";
import { useAddress } from "../address/useAddress";
import { DEFAULT_VIEW } from "../address/view";
import { DetailDocument, type DetailQuery } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { useSession } from "../app/session";
import { DetailActions } from "../editing/DetailActions";
import { FailureNote } from "../ui/FailureNote";
import { Time } from "../ui/Time";
import { CopyRow } from "./CopyRow";
import { DetailHeader } from "./DetailHeader";
import { HistoryTab } from "./HistoryTab";
import { JsonTab } from "./JsonTab";
import { LocationsTab } from "./LocationsTab";
import { MembersTab } from "./MembersTab";
import { OverviewTab } from "./OverviewTab";
import { PropertiesTab } from "./PropertiesTab";
import { Tabs } from "./Tabs";
import { useDrawerFocus } from "./useDrawerFocus";

export type DetailImage = NonNullable<DetailQuery["image"]>;

const TABS = [
  { key: "overview", label: "Overview" },
  { key: "properties", label: "Properties" },
  { key: "members", label: "Members" },
  { key: "locations", label: "Locations" },
  { key: "history", label: "History" },
  { key: "json", label: "JSON" },
] as const;

type Key = (typeof TABS)[number]["key"];

/** `ids` are the images of the list's page, for those before and after this one. */
export function Detail({ id, ids = [] }: { id: string; ids?: readonly string[] }) {
  const { view, push, replace } = useAddress();
  const session = useSession();
  const { data, failure, isLoading, again } = useRead(DetailDocument, { id, names: [] });
  const drawer = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useDrawerFocus(id, drawer, heading);
  const close = () => push({ image: null, tab: DEFAULT_VIEW.tab });
  useEscape(close, drawer);

  const image = data?.image ?? null;
  // While another image is read, the former one stays, dimmed.
  const isCurrent = image === null ? !isLoading : isSameId(image.id, id);
  const tabs = TABS.filter(({ key }) => key !== "locations" || session.data?.viewer.isAdministrator);
  const tab = tabs.find(({ key }) => key === view.tab)?.key ?? "overview";
  return (
    <aside ref={drawer} className="detail" aria-label="Image" aria-busy={isLoading} data-stale={!isCurrent}>
      <DetailHeader
        title={image ? (image.name ?? "Image without a name") : isLoading ? "Loading…" : failure ? "Image" : "No such image"}
        heading={heading}
        id={id}
        ids={ids}
        onClose={close}
      />
      {failure && <FailureNote failure={failure} onRetry={again} />}
      {!image && !isLoading && !failure && (
        <p className="detail-absent">
          No image with the id <code>{id}</code> is visible to you. It may have been purged, or it belongs to another
          project.
        </p>
      )}
      {image && (
        <>
          {image.deletedAt !== null && (
            <p className="detail-deleted">
              Deleted <Time instant={image.deletedAt} />. What you see is the image as it was then.
            </p>
          )}
          <DetailActions image={image} />
          <CopyRow id={image.id} />
          <Tabs
            label="Parts of the image"
            tabs={tabs}
            selected={tab}
            onSelect={(key, by) => (by === "arrow" ? replace : push)({ tab: key })}
          >
            <Panel key={`${image.id} ${tab}`} tab={tab} image={image} />
          </Tabs>
        </>
      )}
    </aside>
  );
}

function Panel({ tab, image }: { tab: Key; image: DetailImage }) {
  switch (tab) {
    case "overview":
      return <OverviewTab image={image} />;
    case "properties":
      return <PropertiesTab id={image.id} />;
    case "members":
      return <MembersTab id={image.id} />;
    case "locations":
      return <LocationsTab id={image.id} />;
    case "history":
      return <HistoryTab id={image.id} />;
    case "json":
      return <JsonTab id={image.id} />;
  }
}

function isSameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Escape closes the drawer, unless it means something to what has the focus. */
function useEscape(close: () => void, drawer: { current: HTMLElement | null }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || !(event.target instanceof Element)) return;
      if (event.target.closest("dialog, [popover]") || document.querySelector("dialog[open]")) return;
      const field = event.target.closest("input, select, textarea");
      const isEmptyFieldHere = field instanceof HTMLInputElement && !field.value && drawer.current?.contains(field);
      if (!field || isEmptyFieldHere || (field instanceof HTMLInputElement && field.type === "checkbox")) close();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
}
