import { expect, test } from "vitest";
import type { Failure } from "../api/errors";
import { run } from "./run";

const BATCHES = [["a", "b"], ["c", "d"], ["e"]];

function failure(path: string | null): Failure {
  return { code: "CONFLICT", message: "", path: path?.split(".") ?? null, requestId: null, isTransient: false };
}

/** Refuses the batch that has this item. */
const refusing = (item: string, path: string | null) => (batch: readonly string[]) =>
  Promise.resolve(batch.includes(item) ? failure(path) : null);

test("all batches are sent in order, and progress counts items", async () => {
  const progress: number[] = [];
  const outcome = await run(BATCHES, { send: refusing("none", null), onProgress: (done) => progress.push(done) });
  expect(outcome).toEqual({ done: ["a", "b", "c", "d", "e"], refused: null, rest: [] });
  expect(progress).toEqual([2, 4, 5]);
});

test("a refused batch names its item, and nothing after it is sent", async () => {
  const outcome = await run(BATCHES, { send: refusing("d", "input.1.ifVersion") });
  expect(outcome).toEqual({
    done: ["a", "b"],
    refused: { failure: failure("input.1.ifVersion"), batch: ["c", "d"], item: "d" },
    rest: ["e"],
  });
});

test.each([
  ["d", null, null],
  ["d", "input.7", null],
  ["d", "input", null],
  ["e", null, "e"],
])("with %s refused at %s, the item is %s", async (item, path, expected) => {
  const { refused } = await run(BATCHES, { send: refusing(item, path) });
  expect(refused?.item).toBe(expected);
});

test("a cancelled run stops before its next batch", async () => {
  let sent = 0;
  const send = () => Promise.resolve((sent += 1) ? null : null);
  const outcome = await run(BATCHES, { send, isCancelled: () => sent === 1 });
  expect(outcome).toEqual({ done: ["a", "b"], refused: null, rest: ["c", "d", "e"] });
});
