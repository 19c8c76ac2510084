/**
 * What the page remembers: work for good, headers at most until the browser's tab is closed.
 *
 * Headers are credentials here. GraphiQL would put them into its history whatever its settings say, and
 * into its tabs still half a second after it was told not to, for it writes late what was true before.
 * So the tabs are kept from what GraphiQL tells at each change, and what it writes of them is let go.
 */

import type { Storage } from "@graphiql/toolkit";
import type { GraphiQLProps } from "graphiql";

type Tabs = Parameters<NonNullable<GraphiQLProps["onTabChange"]>>[0];

const NAMESPACE = "graphiql:";
const TABS = `${NAMESPACE}tabState`;
const PERSIST_HEADERS = `${NAMESPACE}shouldPersistHeaders`;
const HISTORY = ["queries", "favorites"].map((name) => NAMESPACE + name);
const OF_TABS = ["tabState", "query", "variables", "headers"].map((name) => NAMESPACE + name);

const stores = [sessionStorage, localStorage];

export const storage: Storage = {
  getItem: (key) => sessionStorage.getItem(key) ?? localStorage.getItem(key),

  setItem(key, value) {
    if (key === PERSIST_HEADERS) {
      sessionStorage.setItem(key, value);
      writeTabs();
    } else if (HISTORY.includes(key)) {
      localStorage.setItem(key, withoutHeaders(value));
    } else if (!OF_TABS.includes(key)) {
      localStorage.setItem(key, value);
    }
  },

  removeItem(key) {
    if (!OF_TABS.includes(key)) for (const store of stores) store.removeItem(key);
  },

  clear() {
    for (const store of stores)
      for (const key of Object.keys(store)) if (key.startsWith(NAMESPACE)) store.removeItem(key);
  },

  get length() {
    return stores.flatMap((store) => Object.keys(store)).filter((key) => key.startsWith(NAMESPACE)).length;
  },
};

/** Whether headers shall survive a reload: not unless asked for, and asked anew in each session. */
export function shouldPersistHeaders(): boolean {
  return sessionStorage.getItem(PERSIST_HEADERS) === "true";
}

let tabs = keptTabs();

/** As they were last; null at the first visit, or if somebody else wrote there. */
export function keptTabs(): Tabs | null {
  try {
    return JSON.parse(storage.getItem(TABS) ?? "null");
  } catch {
    return null;
  }
}

export function keepTabs(changed: Tabs): void {
  tabs = changed;
  writeTabs();
}

function writeTabs(): void {
  if (tabs === null) return;
  localStorage.setItem(TABS, serialized(tabs, false));
  sessionStorage.setItem(TABS, serialized(tabs, shouldPersistHeaders()));
}

function serialized(state: Tabs, withHeaders: boolean): string {
  return JSON.stringify({
    ...state,
    // The hash is made of the headers, too; a response may be large.
    tabs: state.tabs.map((tab) => ({
      ...tab,
      hash: null,
      response: null,
      headers: withHeaders ? tab.headers : null,
    })),
  });
}

function withoutHeaders(history: string): string {
  return JSON.stringify(JSON.parse(history), (key, value: unknown) => (key === "headers" ? undefined : value));
}
