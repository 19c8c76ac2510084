import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LiveEventFragment } from "../api/generated/graphql";
import type { Position, Way } from "./connection";
import { Follower, type Sink } from "./follower";

type Opened = { way: Way; position: Position; sink: Sink; isClosed: boolean };

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

function event(cursor: string): LiveEventFragment {
  return { type: "UPDATED", cursor, imageId: "a", changedFields: ["name"] };
}

function follow() {
  const connections: Opened[] = [];
  const seen: string[] = [];
  const asked: number[] = [];
  const connect = (way: Way) => (position: Position, sink: Sink) => {
    const opened = { way, position, sink, isClosed: false };
    connections.push(opened);
    return () => void (opened.isClosed = true);
  };
  const follower = new Follower({
    ways: { socket: connect("socket"), stream: connect("stream"), poll: connect("poll") },
    past: (since, onEvents) => {
      asked.push(since);
      onEvents([event("e1"), event("e2")]);
      return () => {};
    },
    onConnection: () => {},
    onEvents: (events) => seen.push(...events.map(({ cursor }) => cursor)),
    readAgain: () => seen.push("all again"),
    now: Date.now,
    random: () => 1,
  });
  follower.send({ type: "shown" });
  return { follower, connections, seen, asked, last: () => connections.at(-1)! };
}

test("a lost connection is closed, and another one resumes behind the last event", () => {
  const { connections, seen, last } = follow();
  last().sink.opened();
  last().sink.events([event("e5")]);
  last().sink.end("lost");
  // What a connection says after its end is not heard.
  connections[0]!.sink.events([event("e6")]);
  expect(connections).toHaveLength(1);
  vi.advanceTimersByTime(1000);
  expect(connections.map(({ way, position }) => [way, position.after])).toEqual([
    ["socket", null],
    ["socket", "e5"],
  ]);
  expect(seen).toEqual(["e5"]);
});

test("what happened before the first subscription is asked for once it runs", () => {
  const { asked, seen, follower, last } = follow();
  last().sink.opened();
  expect(asked).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(asked).toEqual([-2000]);
  expect(seen).toEqual(["e1", "e2"]);
  follower.send({ type: "hidden" });
  expect(last().isClosed).toBe(true);
  follower.send({ type: "shown" });
  expect(last().position.after).toBe("e2");
});

test("a page that is hidden meanwhile asks for nothing", () => {
  const { asked, follower, last } = follow();
  last().sink.opened();
  follower.send({ type: "hidden" });
  vi.advanceTimersByTime(60_000);
  expect(asked).toEqual([]);
});

test("an expired cursor reads all again and subscribes from now on", () => {
  const { last, seen } = follow();
  last().sink.opened();
  last().sink.events([event("e5")]);
  last().sink.end({ code: "CURSOR_EXPIRED" });
  expect(last().position.after).toBe(null);
  expect(seen).toEqual(["e5", "all again"]);
});
