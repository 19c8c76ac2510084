import { expect, test } from "vitest";
import { lifetime, type Shown, withNotice } from "./queue";

const undo = { label: "Undo", run: () => undefined };
const plain = (id: number): Shown => ({ id, text: "done" });
const undoable = (id: number): Shown => ({ ...plain(id), action: undo });
const ids = (shown: readonly Shown[]) => shown.map(({ id }) => id);

test("three notices stay", () => {
  expect(ids(withNotice([plain(1), plain(2)], plain(3)))).toEqual([1, 2, 3]);
});

test("a fourth takes the place of the oldest that offers nothing", () => {
  expect(ids(withNotice([undoable(1), plain(2), plain(3)], plain(4)))).toEqual([1, 3, 4]);
});

test("of those that all offer something the oldest goes", () => {
  expect(ids(withNotice([undoable(1), undoable(2), undoable(3)], plain(4)))).toEqual([2, 3, 4]);
});

test("a notice with an action stays longer", () => {
  expect([lifetime(plain(1)), lifetime(undoable(1))]).toEqual([8000, 20_000]);
});
