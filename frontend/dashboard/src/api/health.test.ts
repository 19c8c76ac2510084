import { describe, expect, test } from "vitest";
import type { Failure } from "./errors";
import { GOOD, healthAfter, isOfWholePage, refusalOf } from "./health";

const NOON = new Date("2026-01-01T12:00:00Z");

function failed(code: string, retryAfter: number | null = null) {
  const failure: Failure = { code, message: "M.", path: null, requestId: null, isTransient: true, retryAfter };
  return { type: "failure", failure } as const;
}

function answer(status: number, challenge?: string) {
  return { status, headers: new Headers(challenge === undefined ? {} : { "www-authenticate": challenge }) };
}

describe("the service", () => {
  test.each([
    ["OFFLINE", "offline"],
    ["UNAVAILABLE", "unavailable"],
    ["BAD_USER_INPUT", "good"],
  ])("after %s is %s", (code, reach) => {
    expect(healthAfter(GOOD, failed(code), NOON).reach).toBe(reach);
  });

  test("that names a time to wait is there", () => {
    expect(healthAfter(GOOD, failed("UNAVAILABLE", 3), NOON)).toEqual(GOOD);
  });

  test("keeps the age of what is shown over several failures, until it answers", () => {
    const away = healthAfter(healthAfter(GOOD, failed("OFFLINE"), NOON), failed("UNAVAILABLE"), new Date());
    expect(away).toMatchObject({ reach: "unavailable", goodUntil: NOON });
    expect(healthAfter(away, { type: "recovered", failure: null }, NOON)).toEqual(GOOD);
  });

  test("that was updated, or accepts no changes, says so", () => {
    expect(healthAfter(GOOD, failed("PERSISTED_QUERY_NOT_FOUND"), null).isOutdated).toBe(true);
    expect(healthAfter(GOOD, failed("READ_ONLY"), null).isReadOnly).toBe(true);
  });
});

describe("the caller", () => {
  test.each([
    [401, "Bearer", { kind: "token", header: "Authorization" }],
    [401, 'bearer realm="x", Basic', { kind: "token", header: "Authorization" }],
    [401, "Keystone", { kind: "token", header: "X-Auth-Token" }],
    [401, "Proxy-Secret", { kind: "proxy", header: null }],
    [401, undefined, { kind: "token", header: null }],
    [403, undefined, { kind: "forbidden", header: null }],
    [200, undefined, null],
    [500, "Bearer", null],
  ] as const)("%i with the challenge %s", (status, challenge, refusal) => {
    expect(refusalOf(answer(status, challenge))).toEqual(refusal);
  });

  test("is known again with the first answer that is no refusal", () => {
    const refused = healthAfter(GOOD, { type: "answer", answer: answer(401, "Bearer") }, null);
    expect(refused.refusal).not.toBe(null);
    expect(healthAfter(refused, { type: "answer", answer: answer(500) }, null)).toEqual(refused);
    expect(healthAfter(refused, { type: "answer", answer: answer(200) }, null)).toEqual(GOOD);
  });
});

test.each([
  ["OFFLINE", { reach: "unavailable" }, true],
  ["UNAVAILABLE", {}, false],
  ["UNAUTHENTICATED", { refusal: { kind: "token", header: null } }, true],
  ["PERSISTED_QUERY_NOT_FOUND", { isOutdated: true }, true],
  ["TIMEOUT", { reach: "offline" }, false],
] as const)("%s with %o is told by a banner: %s", (code, health, expected) => {
  expect(isOfWholePage(failed(code).failure, { ...GOOD, ...health })).toBe(expected);
});
