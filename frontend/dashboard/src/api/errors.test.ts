import type { CombinedError } from "urql";
import { expect, test } from "vitest";
import { failureOf } from "./errors";

type Given = { status?: number; headers?: Record<string, string>; code?: string; message?: string; extensions?: object };

function failure({ status, headers = {}, code, message = "M.", extensions }: Given) {
  const graphQLErrors = code === undefined ? [] : [{ message, extensions: { code, ...extensions } }];
  const response = status === undefined ? undefined : { status, headers: new Headers(headers) };
  return failureOf({ graphQLErrors, response } as unknown as CombinedError);
}

test.each([
  ["nobody answers", {}, "OFFLINE", true],
  ["a proxy does not reach Glimpse", { status: 502 }, "UNAVAILABLE", true],
  ["a proxy waits too long", { status: 504 }, "UNAVAILABLE", true],
  ["an answer is empty", { status: 500 }, "UNREADABLE", false],
  ["a proxy asks to sign in", { status: 200 }, "UNREADABLE", false],
  ["a proxy refuses the size", { status: 413 }, "LIMIT_EXCEEDED", false],
  ["a proxy is busy", { status: 429, headers: { "retry-after": "7" } }, "LIMIT_EXCEEDED", true],
  ["Glimpse is busy", { status: 503, code: "LIMIT_EXCEEDED", headers: { "retry-after": "1" } }, "LIMIT_EXCEEDED", true],
  ["a limit is exceeded", { status: 200, code: "LIMIT_EXCEEDED" }, "LIMIT_EXCEEDED", false],
  ["the database is away", { status: 200, code: "UNAVAILABLE" }, "UNAVAILABLE", true],
  ["a proxy knows nobody", { status: 401 }, "UNAUTHENTICATED", false],
  ["the code is unknown", { status: 200, code: "NEWER_CODE" }, "NEWER_CODE", false],
] as const)("%s", (_, given, code, isTransient) => {
  expect(failure(given)).toMatchObject({ code, isTransient });
});

test("a failure has its place, its request, and the time to wait", () => {
  const headers = { "x-request-id": "r1", "retry-after": "7" };
  const given = { status: 503, headers, code: "LIMIT_EXCEEDED", extensions: { path: ["input", "tags", 0] } };
  expect(failure(given)).toEqual({
    code: "LIMIT_EXCEEDED",
    message: "M.",
    path: ["input", "tags", "0"],
    requestId: "r1",
    isTransient: true,
    retryAfter: 7,
  });
});

test("a mistake of the service has the id that its log has", () => {
  expect(failure({ status: 500, code: "INTERNAL_SERVER_ERROR", extensions: { id: "4711" } }).message).toBe("M. Its id is 4711.");
});

test("a document of the version before says to reload", () => {
  expect(failure({ status: 400, code: "PERSISTED_QUERY_NOT_FOUND" }).message).toBe("Glimpse was updated. Reload the page.");
});
