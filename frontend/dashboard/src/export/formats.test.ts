import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Row } from "../list/usePage";
import { fieldsOf, propertiesOf } from "./fields";
import { fileName, header, lines } from "./formats";

const ROW = {
  id: "1",
  name: "a",
  status: "ACTIVE",
  size: 2 ** 40,
  owner: null,
  protected: true,
  createdAt: "2026-11-30T22:15:03.000000Z",
  tags: ["x", "y"],
  propertyMap: { os_distro: "ubuntu", os_version: "24.04" },
} as unknown as Row;

describe("fields", () => {
  it("begin with the id, are each there once, and leave out what is not known", () => {
    const fields = fieldsOf(["name", "os", "p.os_distro", "p.arch", "nonsense", "toString", "id"]);
    expect(fields.map(({ name }) => name)).toEqual(["id", "name", "os_distro", "os_version", "arch"]);
    expect(propertiesOf(fields)).toEqual(["arch", "os_distro", "os_version"]);
  });
  it("keep a property apart from the field of its name", () => {
    const row = { ...ROW, propertyMap: { size: "large" } };
    expect(lines("jsonl", fieldsOf(["size", "p.size"]), [row])).toBe(
      '{"id":"1","size":1099511627776,"properties":{"size":"large"}}\n',
    );
  });
});

it("writes values as the API has them", () => {
  const fields = fieldsOf(["name", "size", "owner", "protected", "created", "tags", "os"]);
  expect(header("csv", fields) + lines("csv", fields, [ROW])).toBe(
    "\uFEFFid,name,size,owner,protected,createdAt,tags,os_distro,os_version\r\n" +
      '1,a,1099511627776,,true,2026-11-30T22:15:03.000000Z,"x,y",ubuntu,24.04\r\n',
  );
  expect(header("jsonl", fields)).toBe("");
  expect(JSON.parse(lines("jsonl", fields, [ROW]))).toEqual({
    id: "1",
    name: "a",
    size: 2 ** 40,
    owner: null,
    protected: true,
    createdAt: ROW.createdAt,
    tags: ["x", "y"],
    properties: ROW.propertyMap,
  });
});

it.each(["=1+1", "+1", "-1", "@a", "\ta", "\ra"])("never lets a spreadsheet run %j", (name) => {
  const csv = lines("csv", fieldsOf(["name"]), [{ ...ROW, name }]);
  expect(parsed(csv)).toEqual([["1", `'${name}`]]);
  expect(JSON.parse(lines("jsonl", fieldsOf(["name"]), [{ ...ROW, name }]))).toEqual({ id: "1", name });
});

it("is read back as it was written, whatever a name has in it", () => {
  const name = fc.array(fc.constantFrom('"', ",", "\r", "\n", "a", "'", "=", "é"), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(name), (names) => {
      const rows = names.map((each) => ({ ...ROW, name: each.join("") }));
      const read = parsed(lines("csv", fieldsOf(["name"]), rows)).map((cells) => cells[1]);
      expect(read).toEqual(rows.map((row) => row.name.replace(/^(?=[=\r])/, "'")));
    }),
  );
});

it("has the time in its name", () => {
  const now = new Date("2026-11-30T22:15:03.456Z");
  expect(fileName("jsonl", now)).toBe("glimpse-images-20261130-221503.jsonl");
});

/** Reads RFC 4180, with nothing but its rules. */
function parsed(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
