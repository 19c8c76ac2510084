/**
 * How the page follows changes, as a state machine without clock, network or page (`follower.ts` has those).
 *
 * It tries a WebSocket, then Server-Sent Events, then asks every 15 seconds. A way that never opened is blocked,
 * perhaps by a proxy, and the next one is tried. If the service itself cannot be reached, it waits and begins
 * with the first again. After a loss it goes on behind the last event; without one, behind a time.
 */

export type Way = "socket" | "stream" | "poll";

export type Phase =
  /** Nobody looks, so nothing is connected. */
  | "paused"
  | "connecting"
  | "live"
  | "waiting"
  /** The credentials are missing or no longer valid: new ones are awaited. */
  | "refused"
  /** There are no events here, such as with a Glance database. */
  | "off";

/** `after` is the last event's cursor; before the first, `since` is the client's time that events are missing from. */
export type Position = { after: string | null; since: number };

export type Connection = Position & {
  phase: Phase;
  way: Way;
  /** Losses and failures in a row. */
  failures: number;
  openedAt: number;
  pausedAt: number;
  /** Why there are no events: a code of the API. */
  code: string | null;
};

/** How a connection ended: it was never open, nobody answers, it was open and is lost, or a code of the API. */
export type End = "blocked" | "down" | "lost" | { code: string };

export type Input =
  | { type: "opened" }
  | { type: "passed"; cursor: string }
  | { type: "ended"; end: End }
  | { type: "waited" }
  | { type: "hidden" }
  | { type: "shown" }
  /** The network is back, or credentials are new. */
  | { type: "renewed" };

export type Effect =
  | { type: "open"; way: Way; position: Position }
  | { type: "close" }
  | { type: "wait"; milliseconds: number }
  /** Asks for events since a time: a connection without a cursor has begun. */
  | { type: "catchUp"; since: number }
  /** All that is shown must be read again: events are missing. */
  | { type: "readAgain" };

export type Step = { connection: Connection; effects: Effect[] };

const NEXT_WAY: Record<Way, Way | null> = { socket: "stream", stream: "poll", poll: null };

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/** A connection that lasted so long was a good one: the next wait is the shortest. */
const STEADY = 10_000;

/** A loss is noticed late; events of this time before it may be missing. */
const UNNOTICED = 30_000;

/** After so long a pause, all is read again instead of every single event. */
const LONG_PAUSE = 15 * 60_000;

const TRANSIENT_CODES = new Set(["UNAVAILABLE", "TIMEOUT", "INTERNAL_SERVER_ERROR"]);

/** Before anything is connected; `shown` starts it. */
export function atRest(now: number): Connection {
  const since = now - 2_000;
  return { phase: "paused", way: "socket", after: null, since, failures: 0, openedAt: 0, pausedAt: now, code: null };
}

/** `random` is between 0 and 1: many pages must not come back in the same moment. */
export function step(connection: Connection, input: Input, now: number, random: number): Step {
  switch (input.type) {
    case "opened":
      return opened(connection, now);
    case "passed":
      return { connection: { ...connection, after: input.cursor }, effects: [] };
    case "ended":
      return ended(connection, input.end, now, random);
    case "waited":
      return connection.phase === "waiting" ? open(connection, "socket") : { connection, effects: [] };
    case "renewed":
      return renewed(connection);
    case "hidden":
      return hidden(connection, now);
    case "shown":
      return shown(connection, now);
  }
}

function open(connection: Connection, way: Way, effects: Effect[] = []): Step {
  const { after, since } = connection;
  return {
    connection: { ...connection, phase: "connecting", way, code: null },
    effects: [...effects, { type: "open", way, position: { after, since } }],
  };
}

function opened(connection: Connection, now: number): Step {
  const { after, since, way } = connection;
  // To ask is to catch up already.
  const effects: Effect[] = after === null && way !== "poll" ? [{ type: "catchUp", since }] : [];
  return { connection: { ...connection, phase: "live", openedAt: now }, effects };
}

function ended(connection: Connection, end: End, now: number, random: number): Step {
  const isOpen = connection.phase === "live";
  const lost = isOpen ? { ...connection, since: now - UNNOTICED } : connection;
  if (end === "blocked") {
    const next = NEXT_WAY[connection.way];
    return next ? open(lost, next) : wait(lost, now, random);
  }
  if (typeof end === "string") return wait(lost, now, random);
  switch (end.code) {
    case "CURSOR_EXPIRED":
      return open({ ...lost, after: null, since: now - 2_000 }, connection.way, [{ type: "readAgain" }]);
    case "UNAUTHENTICATED":
      return { connection: { ...lost, phase: "refused", code: end.code }, effects: [] };
    case "LIMIT_EXCEEDED":
      // Too many follow already: to ask now and then is still possible.
      return connection.way === "poll" ? wait(lost, now, random) : open(lost, "poll");
    case "TOO_SLOW":
      return open(lost, connection.way);
    default:
      if (TRANSIENT_CODES.has(end.code)) return wait(lost, now, random);
      return { connection: { ...lost, phase: "off", code: end.code }, effects: [] };
  }
}

function wait(connection: Connection, now: number, random: number): Step {
  const wasSteady = connection.phase === "live" && now - connection.openedAt >= STEADY;
  const failures = wasSteady ? 1 : connection.failures + 1;
  const longest = Math.min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT);
  return {
    connection: { ...connection, phase: "waiting", failures },
    effects: [{ type: "wait", milliseconds: Math.round(longest * (0.5 + random / 2)) }],
  };
}

function renewed(connection: Connection): Step {
  if (connection.phase === "paused") return { connection, effects: [] };
  return open({ ...connection, failures: 0 }, "socket", [{ type: "close" }]);
}

function hidden(connection: Connection, now: number): Step {
  if (connection.phase === "paused" || connection.phase === "off") return { connection, effects: [] };
  const since = connection.phase === "live" ? now - UNNOTICED : connection.since;
  return { connection: { ...connection, phase: "paused", pausedAt: now, since }, effects: [{ type: "close" }] };
}

function shown(connection: Connection, now: number): Step {
  if (connection.phase !== "paused") return { connection, effects: [] };
  if (now - connection.pausedAt < LONG_PAUSE) return open(connection, "socket");
  return open({ ...connection, after: null, since: now - 2_000 }, "socket", [{ type: "readAgain" }]);
}
