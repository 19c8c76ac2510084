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

export function useFound(ids: readonly string[], wish: Wish): Found {
  const { data: session } = useSession();
  const ask = useAsk(ImagesToChangeDocument);
  const [state, setState] = useState<Omit<Found, "again">>({ images: null, count: 0, failure: null });
  const [round, setRound] = useState(0);
  const limits = session?.registry.limits;
  const size = Math.min(limits?.maxPageSize ?? 0, limits?.maxListItems ?? 0, limits?.maxRows ?? 0);
  const key = JSON.stringify([ids, wish]);
  useEffect(() => {
    if (size === 0) return;
    let isCurrent = true;
    const read = async () => {
      const [asked, { names, withMembers }] = JSON.parse(key) as [string[], Wish];
      const images = new Map<string, BulkImage>();
      setState({ images: null, count: 0, failure: null });
      for (const page of batchesOf(asked, size)) {
        const { data, failure } = await ask({ ids: page, limit: page.length, names, withMembers });
        if (!isCurrent) return;
        if (failure) {
          setState({ images: null, count: 0, failure });
          return;
        }
        for (const image of data.images) images.set(image.id, image);
        setState((before) => ({ ...before, count: before.count + page.length }));
      }
      setState({ images, count: asked.length, failure: null });
    };
    void read();
    return () => {
      isCurrent = false;
    };
  }, [ask, key, size, round]);
  return { ...state, again: () => setRound((before) => before + 1) };
}
