import { expect, test } from "vitest";
import { type Compared, rowsOf } from "./rows";

const IMAGE: Compared = {
  id: "b6a8f3e0-5d27-4b9c-8c14-e1f90a2b7d38",
  name: "web",
  status: "ACTIVE",
  visibility: "PUBLIC",
  owner: null,
  diskFormat: "qcow2",
  containerFormat: "bare",
  size: 2048,
  virtualSize: null,
  minDisk: 0,
  minRam: 512,
  protected: false,
  hidden: false,
  checksum: null,
  hashAlgorithm: null,
  hashValue: null,
  createdAt: "2026-11-01T00:00:00.000000Z",
  updatedAt: "2026-11-01T00:00:00.000000Z",
  deletedAt: null,
  tags: [],
  properties: [{ name: "os_distro", value: "ubuntu" }],
};

function differing(...images: (Compared | null)[]): [string, (string | null)[], boolean[]][] {
  return rowsOf(images)
    .filter(({ isEqual }) => !isEqual)
    .map(({ key, cells }) => [key, cells.map(({ text }) => text), cells.map(({ isDifferent }) => isDifferent)]);
}

test("images that are the same differ in nothing", () => {
  expect(differing(IMAGE, { ...IMAGE })).toEqual([]);
});

test("fields and properties are compared with those of the first image", () => {
  const other: Compared = {
    ...IMAGE,
    size: 4096,
    properties: [{ name: "build", value: "7" }, { name: "os_distro", value: "debian" }],
  };
  expect(differing(IMAGE, IMAGE, other)).toEqual([
    ["Size", ["2.00 KiB (2,048 bytes)", "2.00 KiB (2,048 bytes)", "4.00 KiB (4,096 bytes)"], [false, false, true]],
    ["p.build", [null, null, "7"], [false, false, true]],
    ["p.os_distro", ["ubuntu", "ubuntu", "debian"], [false, false, true]],
  ]);
});

test("an image that is gone has no say, even as the first one", () => {
  expect(differing(null, IMAGE, { ...IMAGE, name: null })).toEqual([
    ["Name", [null, "web", null], [false, false, true]],
  ]);
});

test("a property is apart from the field of the same name", () => {
  const named = { ...IMAGE, properties: [{ name: "Name", value: "web" }] };
  const keys = rowsOf([named]).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});
