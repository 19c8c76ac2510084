/** The counts of the groups that the page shows. */

import { useEffect, useState, useSyncExternalStore } from "react";
import { useClient } from "urql";
import { readOnce } from "../api/readOnce";
import { FacetCountsDocument } from "../api/generated/graphql";
import { onRefresh } from "../api/refresh";
import type { Ask } from "./asks";
import { CountReader, type GroupState } from "./CountReader";
import type { Group } from "./groups";

export type Counting = { of: (group: Group) => GroupState; again: (groups: readonly Group[]) => void };

const NOTHING: GroupState = { counts: null, failure: null, isLoading: true };

/** Reads what `asks` says, which must be the same array as long as it says the same. Without `isWanted` it waits. */
export function useCounts(asks: readonly Ask[], isWanted: boolean): Counting {
  const client = useClient();
  const [reader] = useState(
    () => new CountReader((variables, onAnswer) => readOnce(client, FacetCountsDocument, variables, onAnswer)),
  );
  const states = useSyncExternalStore(reader.subscribe, reader.states);
  useEffect(() => {
    if (!isWanted) return;
    // The list's own request goes first: effects of the components around this one run later.
    const timer = setTimeout(() => reader.want(asks));
    return () => clearTimeout(timer);
  }, [reader, asks, isWanted]);
  useEffect(() => onRefresh(() => reader.refresh()), [reader]);
  useEffect(() => () => reader.stop(), [reader]);
  return { of: (group) => states.get(group) ?? NOTHING, again: (groups) => reader.again(groups) };
}
