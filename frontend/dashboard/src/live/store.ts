/** What the page knows of changes: the connection, and what its events mean for the list that is shown. */

import type { Client } from "urql";
import type { View } from "../address/view";
import { readOnce } from "../api/readOnce";
import { onCredentials } from "../api/credentials";
import { type LiveEventFragment, PastEventsDocument, ProbeDocument } from "../api/generated/graphql";
import { getHealth, onHealth } from "../api/health";
import { refresh } from "../api/refresh";
import type { Row } from "../list/usePage";
import { type Changes, NO_CHANGES, withEvents, withListed, withPage, withRows } from "./changes";
import { atRest, type Connection } from "./connection";
import { Follower } from "./follower";
import { readListed, readRows } from "./lookup";
import { followByPolling, questionFor } from "./poll";
import { followBySocket } from "./socket";
import { followByStream } from "./stream";

export type LiveState = { connection: Connection; changes: Changes };

export type ShownPage = { list: string; rows: readonly Row[]; view: View; isFirst: boolean; askedAt: number };

type Seen = { at: number; event: LiveEventFragment };

/** Events come in bursts; one look-up answers a burst. */
export const BURST = 300;

/** A page that was asked for before an event may arrive so much later. */
const LONGEST_READ = 60_000;
const MOST_SEEN = 1_000;

/** The connection waits for the first page, but not longer than this. */
const UNTIL_START = 3_000;

export class LiveStore {
  #state: LiveState = { connection: atRest(Date.now()), changes: NO_CHANGES };
  #page: ShownPage | null = null;
  #seen: Seen[] = [];
  #isLookingUp = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #begin = () => {};
  readonly #listeners = new Set<() => void>();
  readonly #eventListeners = new Set<(events: readonly LiveEventFragment[]) => void>();
  readonly #follower: Follower;

  constructor(private readonly client: Client) {
    this.#follower = new Follower({
      ways: { socket: followBySocket, stream: followByStream, poll: followByPolling },
      past: (since, onEvents) =>
        readOnce(client, PastEventsDocument, questionFor({ after: null, since }), ({ data }) => {
          if (data) onEvents(data.imageEvents.nodes.toReversed());
        }),
      onConnection: (connection) => this.#connected(connection),
      onEvents: (events) => this.#happened(events),
      readAgain: refresh,
      now: Date.now,
      random: Math.random,
    });
  }

  readonly state = (): LiveState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Calls `listener` with the events of each message, oldest first. */
  readonly onEvents = (listener: (events: readonly LiveEventFragment[]) => void): (() => void) => {
    this.#eventListeners.add(listener);
    return () => void this.#eventListeners.delete(listener);
  };

  /** Follows while the page is visible, until the function that is returned is called. */
  start(): () => void {
    const look = () => this.#follower.send({ type: document.hidden ? "hidden" : "shown" });
    const renew = () => this.#follower.send({ type: "renewed" });
    const stopCredentials = onCredentials(renew);
    // The service is back, or knows the caller again: the wait need not be over.
    let wasWell = isWell();
    const stopHealth = onHealth(() => {
      const { phase } = this.#state.connection;
      if (!wasWell && isWell() && (phase === "waiting" || phase === "refused")) renew();
      wasWell = isWell();
    });
    document.addEventListener("visibilitychange", look);
    addEventListener("online", renew);
    // The list comes first; other sections have none.
    const timer = setTimeout(look, UNTIL_START);
    this.#begin = look;
    return () => {
      clearTimeout(timer);
      this.#begin = () => {};
      document.removeEventListener("visibilitychange", look);
      removeEventListener("online", renew);
      stopCredentials();
      stopHealth();
      clearTimeout(this.#timer);
      this.#follower.send({ type: "hidden" });
    };
  }

  /** The list has read a page. */
  setPage(page: ShownPage): void {
    this.#page = page;
    const missed = this.#seen.filter(({ at }) => at > page.askedAt);
    const read = withPage(this.#state.changes, page.list, page.rows, page);
    this.#update({ changes: missed.reduce((all, { at, event }) => withEvents(all, [event], page.view, at), read) });
    this.#lookUpSoon();
    this.#begin();
  }

  #connected(connection: Connection): void {
    const isNew = connection.phase !== this.#state.connection.phase;
    this.#update({ connection });
    const isRefused = isNew && connection.phase === "refused";
    const isLost = isNew && connection.phase === "waiting" && isWell();
    // A connection says neither which credentials are wanted nor whether the service is away; a request finds out.
    if (isRefused || isLost || connection.code === "PERSISTED_QUERY_NOT_FOUND") {
      readOnce(this.client, ProbeDocument, {}, () => {});
    }
  }

  #happened(events: readonly LiveEventFragment[]): void {
    const at = Date.now();
    this.#seen = [...this.#seen.filter((seen) => at - seen.at < LONGEST_READ), ...events.map((event) => ({ at, event }))];
    this.#seen = this.#seen.slice(-MOST_SEEN);
    for (const listener of this.#eventListeners) listener(events);
    if (!this.#page) return;
    this.#update({ changes: withEvents(this.#state.changes, events, this.#page.view, at) });
    this.#lookUpSoon();
  }

  #lookUpSoon(): void {
    const { stale, unknown } = this.#state.changes;
    if (this.#isLookingUp || (stale.size === 0 && unknown.size === 0)) return;
    this.#isLookingUp = true;
    this.#timer = setTimeout(() => void this.#lookUp(), BURST);
  }

  /** Looks up what is not known; events that come meanwhile are for the next time. */
  async #lookUp(): Promise<void> {
    const { stale, unknown, list } = this.#state.changes;
    const { view } = this.#page!;
    this.#update({ changes: { ...this.#state.changes, stale: new Set(), unknown: new Map() } });
    const [ids, others] = [[...stale], [...unknown.keys()]];
    const [rows, listed] = await Promise.all([
      ids.length ? readRows(this.client, ids, view) : null,
      others.length ? readListed(this.client, others, view) : null,
    ]);
    this.#isLookingUp = false;
    // Another list has begun, for which this says nothing.
    if (this.#state.changes.list !== list) return this.#lookUpSoon();
    let { changes } = this.#state;
    if (rows) changes = withRows(changes, ids, rows, view);
    if (listed) changes = withListed(changes, listed, Math.max(...unknown.values()));
    this.#update({ changes });
    this.#lookUpSoon();
  }

  #update(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function isWell(): boolean {
  const { reach, refusal } = getHealth();
  return reach === "good" && refusal === null;
}
