/** The condition that is sent selects what the filters say, by a reading of both that shares no code. */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { ImageWhere } from "../api/generated/graphql";
import { type Drawn, drawnFilters, drawnImages, says } from "./naive";
import { orderOf, selectionOf } from "./where";
import { type Filters, NO_FILTERS } from "./view";

const NOW = new Date("2026-06-15T12:00:00Z");

/** What the API does with a condition: enough of it for those that the page sends. */
function meets(image: Drawn, where: ImageWhere): boolean {
  return Object.entries(where).every(([key, operand]) => {
    if (key === "and") return (operand as ImageWhere[]).every((each) => meets(image, each));
    if (key === "or") return (operand as ImageWhere[]).some((each) => meets(image, each));
    if (key === "not") return !meets(image, operand as ImageWhere);
    if (key === "properties") {
      return (operand as { name: string; exists?: boolean; value?: object }[]).every(({ name, exists, value }) => {
        const found = image.properties.get(name) ?? null;
        return value ? found !== null && holds(found, value) : (found !== null) === (exists ?? true);
      });
    }
    if (typeof operand === "boolean") return image[key as "hidden"] === operand;
    return holds(image[key as keyof Drawn], operand as object);
  });
}

function holds(value: unknown, filter: object): boolean {
  const number = (each: unknown) => (typeof each === "number" ? each : Date.parse(String(each)));
  return Object.entries(filter as Record<string, never>).every(([operator, operand]) => {
    if (operator === "isNull") return (value === null) === operand;
    if (operator === "ignoreCase") return true;
    if (value === null) return false;
    if (operator === "eq") return value === operand;
    if (operator === "in") return (operand as unknown[]).includes(value);
    if (operator === "contains") return String(value).toLowerCase().includes(String(operand).toLowerCase());
    if (operator === "startsWith") return String(value).startsWith(operand);
    if (operator === "gte") return number(value) >= number(operand);
    if (operator === "lte") return number(value) <= number(operand);
    if (operator === "lt") return number(value) < number(operand);
    if (operator === "all") return (operand as string[]).every((each) => (value as string[]).includes(each));
    if (operator === "none") return !(operand as string[]).some((each) => (value as string[]).includes(each));
    throw new Error(`An operator that this reading does not know: ${operator}`);
  });
}

test("the condition selects the images that the filters name", () => {
  fc.assert(
    fc.property(drawnFilters, drawnImages, (filters, image) => {
      const { where } = selectionOf(filters, NOW);
      expect(where === null || meets(image, where)).toBe(says(filters, image, NOW));
    }),
    { numRuns: 1500 },
  );
});

test("a facet leaves out its own filter and no other", () => {
  fc.assert(
    fc.property(drawnFilters, drawnImages, (filters, image) => {
      const { where } = selectionOf(filters, NOW, "status");
      expect(where === null || meets(image, where)).toBe(says({ ...filters, status: [] }, image, NOW));
    }),
    { numRuns: 500 },
  );
});

function selection(filters: Partial<Filters>) {
  return selectionOf({ ...NO_FILTERS, ...filters }, NOW);
}

test("without filters nothing is sent, and an empty choice of values is no filter", () => {
  expect(selection({})).toEqual({ where: null, scope: "LISTED", includeDeleted: false });
});

test("conditions that open a list stand at the top of the filter, where the API looks for them", () => {
  expect(selection({ hidden: true, status: ["ACTIVE"], q: "a" }).where).toMatchObject({ hidden: true });
  expect(selection({ visibility: ["COMMUNITY"], tag: ["a"] })).toMatchObject({
    where: { visibility: { eq: "COMMUNITY" } },
    scope: "LISTED",
  });
  expect(selection({ status: ["ACTIVE"], where: { hidden: true } }).where).toMatchObject({ hidden: true });
});

test("community images among others need the wide scope, which shows no hidden images then", () => {
  expect(selection({ visibility: ["PUBLIC", "COMMUNITY"] })).toEqual({
    where: { visibility: { in: ["PUBLIC", "COMMUNITY"] }, hidden: false },
    scope: "VISIBLE",
    includeDeleted: false,
  });
  expect(selection({ visibility: ["PUBLIC", "COMMUNITY"], hidden: true }).where).toMatchObject({ hidden: true });
});

test("two conditions on one field both hold", () => {
  const where = { status: { eq: "KILLED" } } as ImageWhere;
  expect(selection({ status: ["ACTIVE"], where }).where).toEqual({ status: { in: ["ACTIVE"] }, and: [where] });
});

test("dates end with their day, instants with themselves, and ages count back from now", () => {
  expect(selection({ created: { from: "2026-01-01", to: "2026-01-31" } }).where).toEqual({
    createdAt: { gte: "2026-01-01T00:00:00.000Z", lt: "2026-02-01T00:00:00.000Z" },
  });
  expect(selection({ updated: { from: "", to: "7d" } }).where).toEqual({
    updatedAt: { lte: "2026-06-08T12:00:00.000Z" },
  });
});

test("an order names fields and properties, and images without the value stand last", () => {
  expect(orderOf([{ key: "p.os_distro", isDescending: false }, { key: "created", isDescending: true }])).toEqual([
    { property: "os_distro", direction: "ASC", nulls: "LAST" },
    { field: "CREATED_AT", direction: "DESC", nulls: "LAST" },
  ]);
});
