/** Following changes, for components. */

import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useClient } from "urql";
import { useAddress } from "../address/useAddress";
import type { ImagesPageQuery, LiveEventFragment } from "../api/generated/graphql";
import type { Reading } from "../api/useRead";
import { type LiveRow, liveRows } from "./changes";
import { BURST, type LiveState, LiveStore } from "./store";

const LiveContext = createContext<LiveStore | null>(null);

/** Follows changes as long as it is on the page. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const [store] = useState(() => new LiveStore(client));
  useEffect(() => store.start(), [store]);
  return <LiveContext value={store}>{children}</LiveContext>;
}

function useStore(): LiveStore {
  const store = useContext(LiveContext);
  if (!store) throw new Error("Live components need a LiveProvider.");
  return store;
}

export function useLive(): LiveState {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, store.state);
}

/** Calls `listener` with the events of each message, oldest first: changes of all images that the caller sees. */
export function useLiveEvents(listener: (events: readonly LiveEventFragment[]) => void): void {
  const store = useStore();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => store.onEvents((events) => latest.current(events)), [store]);
}

/** Reads again soon after a change of an image that `isAbout` accepts: once for a burst of changes. */
export function useReadAgain(again: () => void, isAbout: (event: LiveEventFragment) => boolean): void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useLiveEvents((events) => {
    if (timer.current !== undefined || !events.some(isAbout)) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      again();
    }, BURST);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}

/** The rows of the page as they are now, each where it stands, with a mark if it has changed since it was read. */
export function useLiveRows(page: Reading<ImagesPageQuery>): readonly LiveRow[] {
  const store = useStore();
  const { view } = useAddress();
  const { changes } = useLive();
  const { data, isFormer, askedAt } = page;
  const rows = useMemo(() => data?.imagesConnection.edges.map(({ node }) => node) ?? [], [data]);
  const latest = useRef(view);
  useEffect(() => {
    latest.current = view;
  });
  useEffect(() => {
    if (!askedAt || isFormer) return;
    const { filters, sort, after, before } = latest.current;
    const list = JSON.stringify([filters, sort]);
    const isFirst = after === null && before === null;
    store.setPage({ list, rows, view: latest.current, isFirst, askedAt: askedAt.getTime() });
  }, [store, rows, askedAt, isFormer]);
  return useMemo(() => liveRows(changes, rows), [changes, rows]);
}
