/** One image: the drawer that the address opens beside the list, and over it on small screens. */

import { type KeyboardEvent, useRef } from "react";
import { useAddress } from "../address/useAddress";
import { DEFAULT_VIEW } from "../address/view";
import { DetailDocument, type DetailQuery } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { useSession } from "../app/session";
import { DetailActions } from "../editing/DetailActions";
import { useReadAgain } from "../live/useLive";
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
  useReadAgain(again, ({ imageId }) => imageId === id.toLowerCase());
  const drawer = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useDrawerFocus(id, drawer, heading);
  const close = () => push({ image: null, tab: DEFAULT_VIEW.tab });
  // Elsewhere on the page, the keyboard's own listener presses the close button.
  const onKeyDown = (event: KeyboardEvent) => {
    const isFilled = event.target instanceof HTMLInputElement && event.target.value !== "";
    if (event.key !== "Escape" || event.defaultPrevented || isFilled) return;
    event.preventDefault();
    close();
  };

  const known = data?.image ?? null;
  const isStale = known !== null && known.id !== id.toLowerCase();
  // While another image is read, the former one stays, dimmed; it says nothing about one that cannot be read.
  const image = isStale && !isLoading ? null : known;
  const isAbsent = !image && !isLoading && !failure;
  const tabs = TABS.filter(({ key }) => key !== "locations" || session.data?.viewer.isAdministrator);
  const tab = tabs.find(({ key }) => key === view.tab)?.key ?? "overview";
  const title = image ? (image.name ?? "Image without a name") : isAbsent ? "No such image" : "Image";
  return (
    <aside ref={drawer} className="detail" aria-label="Image" aria-busy={isLoading} onKeyDown={onKeyDown}>
      <DetailHeader title={title} heading={heading} id={id} ids={ids} onClose={close} />
      {failure && <FailureNote failure={failure} onRetry={again} />}
      {isLoading && !image && <p className="none">Loading…</p>}
      {isAbsent && (
        <p className="detail-absent">
          No image with the id <code>{id}</code> is visible to you. It may have been purged, or it belongs to another
          project.
        </p>
      )}
      {image && (
        <div className="detail-body" inert={isStale}>
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
        </div>
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
