/** Reads the selected images as they are now, page by page. */

import { useEffect, useState } from "react";
import type { Failure } from "../api/errors";
import { ImagesToChangeDocument } from "../api/generated/graphql";
import { useAsk } from "../api/useAsk";
import { useSession } from "../app/session";
import { batchesOf, type BulkImage } from "./plan";

export type Found = {
  /** The images by id, when all are read. */
  images: ReadonlyMap<string, BulkImage> | null;
  /** How many ids have been asked for. */
  count: number;
  failure: Failure | null;
  again: () => void;
};

type Wish = { names: string[] | null; withMembers: boolean };

/** `ids` is read again when it is another array: comparing thousands of ids at each drawing would take long. */
export function useFound(ids: readonly string[], { names, withMembers }: Wish): Found {
  const { data: session } = useSession();
  const ask = useAsk(ImagesToChangeDocument);
  const [state, setState] = useState<Omit<Found, "again">>({ images: null, count: 0, failure: null });
  const [round, setRound] = useState(0);
  const limits = session?.registry.limits;
  const size = Math.min(limits?.maxPageSize ?? 0, limits?.maxListItems ?? 0, limits?.maxRows ?? 0);
  const wanted = JSON.stringify(names);
  useEffect(() => {
    if (size === 0) return;
    let isCurrent = true;
    const read = async () => {
      const images = new Map<string, BulkImage>();
      setState({ images: null, count: 0, failure: null });
      for (const page of batchesOf(ids, size)) {
        const names = JSON.parse(wanted) as Wish["names"];
        const { data, failure } = await ask({ ids: page, limit: page.length, names, withMembers });
        if (!isCurrent) return;
        if (failure) {
          setState({ images: null, count: 0, failure });
          return;
        }
        for (const image of data.images) images.set(image.id, image);
        setState((before) => ({ ...before, count: before.count + page.length }));
      }
      setState({ images, count: ids.length, failure: null });
    };
    void read();
    return () => {
      isCurrent = false;
    };
  }, [ask, ids, wanted, withMembers, size, round]);
  return { ...state, again: () => setRound((before) => before + 1) };
}
