import { expect, it } from "vitest";
import type { Selection } from "../address/where";
import type { Row } from "../list/usePage";
import { Interrupted, type PageAnswer, type PageRequest, PAUSES, type Place, selectionsOfIds, walk } from "./walk";

const ALL: Selection = { where: null, scope: "LISTED", includeDeleted: false };
const failed = (code: string, isTransient: boolean): PageAnswer => ({
  page: null,
  failure: { code, message: code, path: null, requestId: null, isTransient },
});
const page = (ids: string, next: string | null): PageAnswer => ({
  page: { rows: [...ids].map((id) => ({ id }) as Row), next },
  failure: null,
});

/** A walk over these answers, with what it asked and how long it waited. */
function walking(answers: PageAnswer[], place: Place = { selections: [ALL], after: null }, seen = new Set<string>()) {
  const asked: PageRequest[] = [];
  const pauses: number[] = [];
  const controller = new AbortController();
  const rows = walk(place, seen, {
    orderBy: [],
    names: [],
    pageSize: 2,
    signal: controller.signal,
    read: async (request) => {
      asked.push(request);
      return answers.shift()!;
    },
    wait: async (pause) => void pauses.push(pause),
  });
  return { asked, pauses, controller, rows };
}

async function ids(rows: AsyncGenerator<readonly Row[]>): Promise<string[]> {
  const pages: string[] = [];
  for await (const some of rows) pages.push(some.map(({ id }) => id).join(""));
  return pages;
}

it("follows the cursor, and gives an image that moved only once", async () => {
  const { asked, rows } = walking([page("ab", "1"), page("bc", "2"), page("d", null)]);
  expect(await ids(rows)).toEqual(["ab", "c", "d"]);
  expect(asked.map(({ after, first }) => [after, first])).toEqual([[null, 2], ["1", 2], ["2", 2]]);
});

it("goes through selections one after the other", async () => {
  const selections = selectionsOfIds(["a", "b", "c"], 2, true);
  const { asked, rows } = walking([page("ab", null), page("c", null)], { selections, after: null });
  expect(await ids(rows)).toEqual(["ab", "c"]);
  expect(asked.map(({ where }) => where)).toEqual([{ id: { in: ["a", "b"] } }, { id: { in: ["c"] } }]);
});

it("tries again after longer and longer pauses what may pass", async () => {
  const busy = failed("UNAVAILABLE", true);
  busy.failure!.retryAfter = 30;
  const { pauses, rows } = walking([failed("TIMEOUT", true), failed("OFFLINE", true), busy, page("a", null)]);
  expect(await ids(rows)).toEqual(["a"]);
  expect(pauses).toEqual([...PAUSES.slice(0, 2), 30_000]);
});

it("is interrupted in the end, and continues at that place", async () => {
  const answers = [page("ab", "1"), ...[0, ...PAUSES].map(() => failed("TIMEOUT", true))];
  const seen = new Set<string>();
  const error: unknown = await ids(walking(answers, undefined, seen).rows).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Interrupted);
  const { place, failure } = error as Interrupted;
  expect([failure.code, place]).toEqual(["TIMEOUT", { selections: [ALL], after: "1" }]);
  const { asked, rows } = walking([page("bc", null)], place, seen);
  expect(await ids(rows)).toEqual(["c"]);
  expect(asked[0]!.after).toBe("1");
});

it("does not try again what cannot pass", async () => {
  const { pauses, rows } = walking([failed("FORBIDDEN", false)]);
  await expect(ids(rows)).rejects.toThrow("FORBIDDEN");
  expect(pauses).toEqual([]);
});

it("stops when it is cancelled", async () => {
  const { asked, controller, rows } = walking([page("ab", "1"), page("cd", "2")]);
  await rows.next();
  controller.abort();
  await expect(rows.next()).rejects.toThrow("aborted");
  expect(asked.length).toBe(2);
});
