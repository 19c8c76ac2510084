import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { commandOf, curlOf, graphqlOf, jsonOf } from "./copies";

const ID = "b6a8f3e0-5d27-4b9c-8c14-e1f90a2b7d38";
const HOSTILE = `$&'"; echo \`id\` \\`;

/** The words that a shell makes of a command, instead of running it. */
function words(command: string): string[] {
  const script = `show() { printf '%s\\0' "$@"; }; GLIMPSE_TOKEN=secret; ${command.replace(/^\w+/, "show")}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

test("the query has the id as a literal", () => {
  expect(graphqlOf(ID)).toMatch(`query Image($id: ID! = "${ID}") {`);
  expect(graphqlOf(HOSTILE)).toMatch(`$id: ID! = ${JSON.stringify(HOSTILE)}`);
});

test.each([ID, HOSTILE])("curl sends the query and %s as they are", (id) => {
  const sent = words(curlOf(id, "http://127.0.0.1:8000/a b/graphql"));
  expect(sent.slice(0, 6)).toEqual([
    "http://127.0.0.1:8000/a b/graphql",
    "-H",
    "Content-Type: application/json",
    "-H",
    "Authorization: Bearer secret",
    "--data",
  ]);
  expect(JSON.parse(sent[6]!)).toEqual({ query: expect.stringMatching(/^query Image\(/), variables: { id } });
});

test.each([ID, HOSTILE])("the command has %s as one word", (id) => {
  expect(words(commandOf(id))).toEqual(["image", "show", id]);
});

test("the answer is in the order of the query", () => {
  const image = { locations: null, propertyMap: { z: "1", a: "2" }, name: "web", id: ID };
  expect(JSON.parse(jsonOf(image))).toEqual(image);
  expect(jsonOf(image)).toMatch(/"id"[^]*"name"[^]*"propertyMap"[^]*"z"[^]*"a"[^]*"locations"/);
});
