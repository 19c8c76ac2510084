/** Following by asking every 15 seconds. While nothing has happened, the service answers 304 without reading. */

import { ENDPOINT, watchedFetch } from "../api/client";
import { credentialHeaders } from "../api/credentials";
import { documentId } from "../api/documents";
import {
  type LiveEventFragment,
  PastEventsDocument,
  type PastEventsQuery,
  type PastEventsQueryVariables,
} from "../api/generated/graphql";
import { serverTime } from "../api/health";
import type { Position } from "./connection";
import { endOfAnswer } from "./ending";
import type { Connect } from "./follower";

export const POLL_INTERVAL = 15_000;

/** Events of one answer; many more are not worth to be taken one by one. */
export const MOST_EVENTS = 100;

/** The question for what is behind a position. */
export function questionFor({ after, since }: Position): PastEventsQueryVariables {
  return after === null
    ? { since: serverTime(since).toISOString(), first: MOST_EVENTS }
    : { before: after, last: MOST_EVENTS };
}

export const followByPolling: Connect = (position, sink) => {
  const abortion = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOpen = false;
  let url = addressOf(questionFor(position));
  let tag: string | null = null;
  const poll = async () => {
    const response = await watchedFetch(url, {
      // The tag is kept here and not by the browser, so that nothing of the answer is written to a disk.
      cache: "no-store",
      headers: {
        ...credentialHeaders(),
        accept: "application/json",
        ...(tag !== null && { "if-none-match": tag }),
      },
      signal: abortion.signal,
    });
    if (response.status === 304) return repeat(POLL_INTERVAL);
    const body = await response.text();
    const events = eventsIn(response.ok, body);
    if (!events) return sink.end(endOfAnswer(response.status, body));
    // More than one answer holds have happened: nothing is gained by taking them one by one.
    if (events.pageInfo.hasNextPage || events.pageInfo.hasPreviousPage) {
      return sink.end({ code: "CURSOR_EXPIRED" });
    }
    tag = response.headers.get("etag");
    if (!isOpen) sink.opened();
    isOpen = true;
    take(events.nodes);
    repeat(POLL_INTERVAL);
  };
  const take = (events: readonly LiveEventFragment[]) => {
    const newest = events[0];
    if (!newest) return;
    url = addressOf(questionFor({ ...position, after: newest.cursor }));
    tag = null;
    sink.events(events.toReversed());
  };
  const repeat = (wait: number) => {
    timer = setTimeout(() => void poll().catch(() => sink.end("down")), wait);
  };
  repeat(0);
  return () => {
    clearTimeout(timer);
    abortion.abort();
  };
};

function addressOf(variables: PastEventsQueryVariables): string {
  const parameters = { documentId: documentId(PastEventsDocument), variables: JSON.stringify(variables) };
  return `${ENDPOINT}?${new URLSearchParams(parameters)}`;
}

function eventsIn(isGood: boolean, body: string): PastEventsQuery["imageEvents"] | null {
  if (!isGood) return null;
  try {
    return (JSON.parse(body) as { data?: PastEventsQuery | null }).data?.imageEvents ?? null;
  } catch {
    // A proxy's page.
    return null;
  }
}
