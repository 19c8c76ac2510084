/** Facets beside the list: values of the images with their counts; a click filters by a value. */

import { useCallback, useMemo, useRef, useState } from "react";
import { useAddress } from "../address/useAddress";
import { isOfWholePage, useHealth } from "../api/health";
import { useSession } from "../app/session";
import { FailureNote } from "../ui/FailureNote";
import { type Ask, askOf } from "./asks";
import { CreatedGroup } from "./CreatedGroup";
import { FacetGroup } from "./FacetGroup";
import { chosenOf, FIELD_GROUPS, type Group, isProperty, OS_GROUP, propertyGroups } from "./groups";
import { titleOf } from "./labels";
import { PropertyNames } from "./PropertyNames";
import { useCounts } from "./useCounts";

/** Values that a group requests before its button "Show more" requests the most. */
const FIRST = 50;

/** Groups that are read when opened, because they take long: 0.7 to 1.1 s at 100 000 images. */
const FOLDED: readonly Group[] = ["tag", "names"];

/** Reads nothing before `isReady`, so that the list's first page comes first. */
export function Facets({ isReady }: { isReady: boolean }) {
  const { view, filter, replace } = useAddress();
  const { data: session } = useSession();
  const health = useHealth();
  const [wide, setWide] = useState<ReadonlySet<Group>>(new Set());
  const [prefix, setPrefix] = useState("");
  const [isShown, setShown] = useState(false);
  /** The property opened last, which gets the focus. */
  const [newest, setNewest] = useState<Group | null>(null);
  const namesFold = useRef<HTMLButtonElement>(null);
  const most = session?.registry.limits.maxPageSize ?? FIRST;
  const properties = propertyGroups(view.facets, view.filters);
  const isOpen = (group: Group) => !FOLDED.includes(group) || view.facets.includes(group);
  const groups: Group[] = [...FIELD_GROUPS, "created", OS_GROUP, ...properties, ...FOLDED.filter(isOpen)];
  const key = JSON.stringify([view.filters, groups, [...wide], prefix, most]);
  // An age such as 7d counts back from now: each new selection of the same filters would be another question.
  const asks = useMemo<Ask[]>(() => {
    const now = new Date();
    return groups.map((group) =>
      askOf(group, view.filters, now, {
        first: wide.has(group) ? most : FIRST,
        ...(group === "names" && { prefix }),
      }),
    );
  }, [key]);
  const counting = useCounts(asks, isReady);
  const setOpen = useCallback(
    (group: Group, isNowOpen: boolean) => {
      const others = view.facets.filter((each) => each !== group);
      replace({ facets: isNowOpen ? [...others, group] : others });
    },
    [view.facets, replace],
  );
  const close = (group: Group) => {
    setOpen(group, false);
    namesFold.current?.focus();
  };
  const widen = useCallback((group: Group) => setWide((before) => new Set(before).add(group)), []);
  const failed = groups.filter((group) => counting.of(group).failure);
  const first = failed.length > 0 ? counting.of(failed[0]!).failure : null;
  const isToldAbove = first !== null && isOfWholePage(first, health);
  // Several failures usually have one reason, which stands once, on top.
  const isTogether = isToldAbove || failed.length > 1;
  const stateOf = (group: Group) => (isTogether ? { ...counting.of(group), failure: null } : counting.of(group));
  const isMissing = (group: Group) => isTogether && failed.includes(group);
  const chosenCount =
    groups.reduce((sum, group) => sum + chosenOf(view.filters, group).length, 0) + (view.filters.created ? 1 : 0);

  const show = (group: Group) => (
    <FacetGroup
      key={group}
      group={group}
      title={titleOf(group)}
      state={stateOf(group)}
      isMissing={isMissing(group)}
      filters={view.filters}
      onFilter={filter}
      onAgain={() => counting.again([group])}
      onWiden={() => widen(group)}
      isFull={(counting.of(group).counts?.buckets.length ?? 0) >= most}
      {...(FOLDED.includes(group) && { fold: { isOpen: isOpen(group), set: (open: boolean) => setOpen(group, open) } })}
      isNew={group === newest}
      {...(isProperty(group) && view.facets.includes(group) && { onClose: () => close(group) })}
    />
  );
  return (
    <aside className="facets" aria-label="Facets">
      <button
        type="button"
        className="button facets-toggle"
        aria-expanded={isShown}
        aria-controls="facet-groups"
        onClick={() => setShown(!isShown)}
      >
        {chosenCount ? `Facets (${chosenCount} chosen)` : "Facets"}
      </button>
      <div id="facet-groups" className={isShown ? "facet-groups facet-groups-shown" : "facet-groups"}>
        <h2 className="visually-hidden">Facets</h2>
        {first && isTogether && !isToldAbove && (
          <FailureNote failure={first} onRetry={() => counting.again(failed)} />
        )}
        {FIELD_GROUPS.map(show)}
        <CreatedGroup
          state={stateOf("created")}
          isMissing={isMissing("created")}
          range={view.filters.created}
          onRange={(created) => filter({ created })}
          onAgain={() => counting.again(["created"])}
        />
        {show(OS_GROUP)}
        {properties.map(show)}
        {show("tag")}
        <PropertyNames
          state={stateOf("names")}
          isMissing={isMissing("names")}
          opened={[OS_GROUP, ...properties]}
          isOpen={isOpen("names")}
          prefix={prefix}
          onOpen={(open) => setOpen("names", open)}
          onPrefix={setPrefix}
          onChoose={(group) => {
            setNewest(group);
            setOpen(group, true);
          }}
          fold={namesFold}
          onAgain={() => counting.again(["names"])}
        />
      </div>
    </aside>
  );
}
