import { describe, expect, test } from "vitest";
import { tokenIn, isToken } from "../api/credentials";
import { GOOD, type Health } from "../api/health";
import type { Session } from "../app/session";
import { waitBeforeAttempt } from "./recovery";
import { canWrite } from "./useCanWrite";

function session(viewer: Partial<Session["viewer"]>, readOnly = false): Session {
  return {
    viewer: { project: "p1", user: "anna", roles: [], isAdministrator: false, canCreate: true, ...viewer },
    registry: { readOnly },
  } as unknown as Session;
}

describe("whether anything can be changed", () => {
  test("it can", () => {
    expect(canWrite(session({}), GOOD)).toEqual({ canWrite: true, reason: null });
  });

  test.each<[string, Session, Partial<Health>]>([
    ["does not answer", session({}), { reach: "offline" }],
    ["does not accept your credentials", session({}), { refusal: { kind: "token", header: null } }],
    ["was updated", session({}), { isOutdated: true }],
    ["only read here", session({}, true), {}],
    ["accepts no changes", session({}), { isReadOnly: true }],
    ["not signed in", session({ canCreate: false, user: null, project: null }), {}],
    ["no project", session({ canCreate: false, project: null }), {}],
  ])("%s", (words, given, health) => {
    const { canWrite: can, reason } = canWrite(given, { ...GOOD, ...health });
    expect(can).toBe(false);
    expect(reason).toContain(words);
  });

  test("it is not known before the first answer", () => {
    expect(canWrite(null, GOOD)).toEqual({ canWrite: false, reason: null });
  });
});

test.each([
  ["abc", "abc"],
  ["  Bearer abc\n", "abc"],
  ["Authorization: Bearer abc", "abc"],
  ["X-Auth-Token: abc", "abc"],
])("the token in %j is %s", (pasted, token) => {
  expect(tokenIn(pasted)).toBe(token);
});

test.each([
  ["eyJ.x-_~", true],
  ["", false],
  ["a b", false],
  ["a\nb", false],
  ["é", false],
])("%j can be a token: %s", (text, expected) => {
  expect(isToken(text)).toBe(expected);
});

test("attempts to come back are rare soon, but never more than 15 seconds apart", () => {
  expect([0, 1, 2, 3, 4, 9].map((attempt) => waitBeforeAttempt(attempt, 1))).toEqual([
    1000, 2000, 4000, 8000, 15_000, 15_000,
  ]);
});
