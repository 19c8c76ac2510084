import { expect, test } from "vitest";
import type { Failure } from "./errors";
import { answered, asked, dropped, kept, NOTHING, waitBeforeRetry } from "./reading";

const AT = new Date(1000);
const LATER = new Date(2000);
const FAILURE: Failure = { code: "TIMEOUT", message: "M.", path: null, requestId: null, isTransient: true };
const FIRST = answered(asked<string>(NOTHING, true), { data: "one", failure: null }, AT, LATER);

test("an answer has its times", () => {
  expect(FIRST).toEqual({ data: "one", isFormer: false, failure: null, isLoading: false, askedAt: AT, readAt: LATER });
});

test("the former answer stays while other variables are asked for, and when they fail", () => {
  const other = asked(FIRST, false);
  expect(other).toMatchObject({ data: "one", isFormer: true, isLoading: true });
  const failed = answered(other, { data: null, failure: FAILURE }, AT, LATER);
  expect(failed).toMatchObject({ data: "one", isFormer: true, isLoading: false, failure: FAILURE });
  // Once more, for the same: it is still an answer to former variables.
  expect(asked(failed, true).isFormer).toBe(true);
  expect(kept(failed)).toEqual(FIRST);
});

test("nothing is former before the first answer", () => {
  expect(asked(NOTHING, false).isFormer).toBe(false);
});

test("what is not wanted any more does not load", () => {
  expect(dropped(asked(FIRST, true))).toEqual(FIRST);
  expect(dropped(FIRST)).toBe(FIRST);
});

test.each([
  [0, 1_000],
  [7, 7_000],
  [3600, 60_000],
  [null, null],
])("a service that says to wait %s s is asked again after %s ms", (retryAfter, wait) => {
  expect(waitBeforeRetry({ ...FAILURE, retryAfter })).toBe(wait);
});
