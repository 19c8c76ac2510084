import { expect, test } from "vitest";
import { neighbours } from "./neighbours";

test.each([
  ["a", null, "b"],
  ["b", "a", "c"],
  ["c", "b", null],
  ["d", null, null],
])("%s has its neighbours in the page", (id, previous, next) => {
  expect(neighbours(["a", "b", "c"], id)).toEqual({ previous, next });
});
