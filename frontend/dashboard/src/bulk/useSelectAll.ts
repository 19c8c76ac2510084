/** Selects all images that match the filters of the page, not only those of its page. */

import { useRef, useState } from "react";
import { useAddress } from "../address/useAddress";
import { orderOf, selectionOf } from "../address/where";
import type { Failure } from "../api/errors";
import { ImagesPageDocument, ImagesTotalDocument } from "../api/generated/graphql";
import { useAsk } from "../api/useAsk";
import { useRead } from "../api/useRead";
import { useSession } from "../app/session";
import { propertyNames } from "../list/columns";
import { useSelection } from "../selection/useSelection";

/** Beyond this, a filter says better what is meant than a list of ids. */
export const MOST = 10_000;

export type SelectAll = {
  /** How many match; null until it is known. */
  total: number | null;
  /** How many are read, while they are; null otherwise. */
  read: number | null;
  failure: Failure | null;
  start: () => Promise<void>;
  cancel: () => void;
};

/** `isWanted`: whether somebody could use it, so that nothing is counted in vain. */
export function useSelectAll(isWanted: boolean): SelectAll {
  const { view } = useAddress();
  const { data: session } = useSession();
  const selection = useSelection();
  const ask = useAsk(ImagesPageDocument);
  const key = JSON.stringify(view.filters);
  // Ages in the filters count back from the moment when they were set, so that one list is counted and read.
  const kept = useRef({ key: "", filters: selectionOf(view.filters, new Date()) });
  if (kept.current.key !== key) kept.current = { key, filters: selectionOf(view.filters, new Date()) };
  const { filters } = kept.current;
  const { data: counted } = useRead(ImagesTotalDocument, filters, { isWanted });
  const [read, setRead] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const isCancelled = useRef(false);

  const start = async () => {
    isCancelled.current = false;
    setFailure(null);
    setRead(0);
    let after: string | null = null;
    let count = 0;
    while (!isCancelled.current && count < MOST) {
      const { data, failure: refusal } = await ask({
        ...filters,
        orderBy: orderOf(view.sort),
        names: propertyNames(view.columns),
        first: Math.min(session?.registry.limits.maxPageSize ?? 100, MOST - count),
        after,
      });
      if (refusal) {
        setFailure(refusal);
        break;
      }
      const { edges, pageInfo } = data.imagesConnection;
      count += edges.length;
      setRead(count);
      selection.set(edges.map(({ node }) => node), true);
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    setRead(null);
  };
  const cancel = () => {
    isCancelled.current = true;
  };
  return { total: counted?.imagesAggregate.count ?? null, read, failure, start, cancel };
}
