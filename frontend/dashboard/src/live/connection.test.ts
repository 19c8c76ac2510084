import { describe, expect, test } from "vitest";
import { atRest, type Connection, type Input, step } from "./connection";

/** The connection and the effects of the last of these inputs, which happen at these times. */
function after(inputs: readonly (readonly [number, Input])[], start: Connection = atRest(0)) {
  let connection = start;
  let effects: unknown[] = [];
  for (const [now, input] of inputs) ({ connection, effects } = step(connection, input, now, 1));
  return { connection, effects };
}

const SHOWN: [number, Input] = [0, { type: "shown" }];
const OPENED: [number, Input] = [100, { type: "opened" }];
const ended = (now: number, end: (Input & { type: "ended" })["end"]): [number, Input] => [now, { type: "ended", end }];
const passed = (now: number, cursor: string): [number, Input] => [now, { type: "passed", cursor }];

describe("ways", () => {
  test("a WebSocket is tried first, and what happened before it ran is caught up", () => {
    expect(after([SHOWN]).effects).toEqual([{ type: "open", way: "socket", position: { after: null, since: -2000 } }]);
    expect(after([SHOWN, OPENED])).toMatchObject({
      connection: { phase: "live", way: "socket" },
      effects: [{ type: "catchUp", since: -2000 }],
    });
  });

  test.each([
    ["socket", 1, "stream"],
    ["stream", 2, "poll"],
  ])("where a %s is blocked, the next way follows", (_, count, way) => {
    const blocked = Array.from({ length: count }, () => ended(10, "blocked"));
    expect(after([SHOWN, ...blocked]).effects).toMatchObject([{ type: "open", way }]);
  });

  test("where every way is blocked, it waits and begins with the first", () => {
    const all = [SHOWN, ended(1, "blocked"), ended(2, "blocked"), ended(3, "blocked")];
    expect(after(all).effects).toEqual([{ type: "wait", milliseconds: 1000 }]);
    expect(after([...all, [1003, { type: "waited" }]]).effects).toMatchObject([{ type: "open", way: "socket" }]);
  });

  test("a service that is down is not mistaken for a blocked way", () => {
    const { connection, effects } = after([SHOWN, ended(1, "blocked"), ended(2, "down")]);
    expect(connection.phase).toBe("waiting");
    expect(effects).toEqual([{ type: "wait", milliseconds: 1000 }]);
  });
});

describe("a loss", () => {
  test("goes on behind the last event", () => {
    const lost = [SHOWN, OPENED, passed(200, "e7"), ended(20_000, "lost"), [21_000, { type: "waited" }]] as const;
    expect(after(lost).effects).toMatchObject([{ type: "open", way: "socket", position: { after: "e7" } }]);
    expect(after([...lost, [21_100, { type: "opened" }]]).effects).toEqual([]);
  });

  test("before the first event catches up from some time before it was noticed", () => {
    const lost = [SHOWN, OPENED, ended(60_000, "lost"), [61_000, { type: "waited" }], [61_100, { type: "opened" }]] as const;
    expect(after(lost).effects).toEqual([{ type: "catchUp", since: 30_000 }]);
  });

  test("waits longer after each failure, at most half a minute, and less by chance", () => {
    const waits: number[] = [];
    let connection = after([SHOWN]).connection;
    for (let each = 0; each < 8; each += 1) {
      const { connection: next, effects } = step(connection, { type: "ended", end: "down" }, each, 1);
      waits.push(...effects.flatMap((effect) => (effect.type === "wait" ? effect.milliseconds : [])));
      connection = next;
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    expect(step(connection, { type: "ended", end: "down" }, 9, 0).effects).toEqual([{ type: "wait", milliseconds: 15_000 }]);
  });

  test.each([
    [5_000, 2000],
    [20_000, 1000],
  ])("after %i ms of connection waits %i ms", (lasted, milliseconds) => {
    const before = [SHOWN, ended(0, "down"), [0, { type: "waited" }], [0, { type: "opened" }]] as const;
    expect(after([...before, ended(lasted, "lost")]).effects).toEqual([{ type: "wait", milliseconds }]);
  });
});

describe("a code of the API", () => {
  const live = [SHOWN, OPENED, passed(200, "e7")] as const;

  test("CURSOR_EXPIRED reads all again and subscribes anew", () => {
    expect(after([...live, ended(9_000, { code: "CURSOR_EXPIRED" })]).effects).toEqual([
      { type: "readAgain" },
      { type: "open", way: "socket", position: { after: null, since: 7_000 } },
    ]);
  });

  test("UNAUTHENTICATED waits for credentials, and goes on with them", () => {
    const refused = [...live, ended(9_000, { code: "UNAUTHENTICATED" })];
    expect(after(refused)).toMatchObject({ connection: { phase: "refused" }, effects: [] });
    expect(after([...refused, [10_000, { type: "renewed" }]]).effects).toMatchObject([
      { type: "close" },
      { type: "open", way: "socket", position: { after: "e7" } },
    ]);
  });

  test.each([
    ["LIMIT_EXCEEDED", "connecting", [{ type: "open", way: "poll" }]],
    ["TOO_SLOW", "connecting", [{ type: "open", way: "socket" }]],
    ["UNAVAILABLE", "waiting", [{ type: "wait" }]],
    ["READ_ONLY", "off", []],
    ["PERSISTED_QUERY_NOT_FOUND", "off", []],
  ])("%s: %s", (code, phase, effects) => {
    const result = after([...live, ended(9_000, { code })]);
    expect(result.connection.phase).toBe(phase);
    expect(result.effects).toMatchObject(effects);
  });
});

describe("a hidden page", () => {
  const hidden = [SHOWN, OPENED, passed(200, "e7"), [1_000, { type: "hidden" }]] as const;

  test("closes, ignores a wait that ends, and goes on when it is seen", () => {
    expect(after(hidden)).toMatchObject({ connection: { phase: "paused" }, effects: [{ type: "close" }] });
    expect(after([...hidden, [1_500, { type: "waited" }]]).effects).toEqual([]);
    expect(after([...hidden, [1_500, { type: "renewed" }]]).effects).toEqual([]);
    expect(after([...hidden, [60_000, { type: "shown" }]]).effects).toMatchObject([
      { type: "open", way: "socket", position: { after: "e7" } },
    ]);
  });

  test("reads all again after a long time", () => {
    expect(after([...hidden, [901_000, { type: "shown" }]]).effects).toEqual([
      { type: "readAgain" },
      { type: "open", way: "socket", position: { after: null, since: 899_000 } },
    ]);
  });

  test("is not connected where there are no events", () => {
    const off = after([SHOWN, ended(1, { code: "READ_ONLY" }), [2, { type: "hidden" }], [3, { type: "shown" }]]);
    expect(off).toMatchObject({ connection: { phase: "off", code: "READ_ONLY" }, effects: [] });
  });
});
