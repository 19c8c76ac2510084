import { expect, test } from "vitest";
import { matching } from "./properties";

const OS = { name: "os_distro", value: "Ubuntu" };
const NONE = { name: "build", value: null };

test.each([
  ["", [OS, NONE]],
  [" DISTRO ", [OS]],
  ["ubuntu", [OS]],
  ["null", []],
])("%j finds names and values in either case", (text, found) => {
  expect(matching([OS, NONE], text)).toEqual(found);
});
