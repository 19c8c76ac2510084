import { describe, expect, test } from "vitest";
import { actionOf, HELP, type Press, rowAfter } from "./keys";

const PRESS: Press = { key: "j", isModified: false, isTyping: false, isInDialog: false, isOnControl: false };

describe("a key", () => {
  test("of the help does something", () => {
    const pressed = HELP.flatMap(({ keys }) => keys).map((key) => (key === "Esc" ? "Escape" : key));
    expect(pressed.map((key) => actionOf({ ...PRESS, key }, true))).not.toContain(null);
  });

  test.each([{ isModified: true }, { isTyping: true }, { isInDialog: true }, { key: "y" }, { key: "constructor" }])(
    "does nothing with %o",
    (change) => {
      expect(actionOf({ ...PRESS, ...change }, true)).toBe(null);
    },
  );

  test("of one character can be switched off; Escape and Enter cannot", () => {
    expect(["j", "?", "/", "Escape", "Enter"].map((key) => actionOf({ ...PRESS, key }, false))).toEqual([
      null,
      null,
      null,
      "close",
      "open",
    ]);
  });

  test("Enter is the control's that has the focus", () => {
    expect(actionOf({ ...PRESS, key: "Enter", isOnControl: true }, true)).toBe(null);
  });
});

test.each([
  [-1, 3, 1, 0],
  [-1, 3, -1, 2],
  [1, 3, 1, 2],
  [2, 3, 1, 2],
  [0, 3, -1, 0],
  [-1, 0, 1, -1],
] as const)("from row %i of %i by %i to row %i", (current, count, by, next) => {
  expect(rowAfter(current, count, by)).toBe(next);
});
