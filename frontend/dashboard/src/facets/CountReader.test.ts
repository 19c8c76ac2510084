import { expect, it, vi } from "vitest";
import { type Filters, NO_FILTERS } from "../address/view";
import type { FacetCountsQuery, FacetCountsQueryVariables } from "../api/generated/graphql";
import type { Answer } from "../api/readOnce";
import { askOf } from "./asks";
import { CountReader } from "./CountReader";
import type { Group } from "./groups";

type Arrived = Answer<FacetCountsQuery>;

const FLAGS = ["status", "visibility", "disk", "container", "owner", "created", "tag", "values", "names"] as const;
const FAILED = { code: "TIMEOUT", message: "Too slow.", path: null, requestId: null, isTransient: true };

/** A reader whose requests wait until the test answers them. */
function started() {
  type Request = { variables: FacetCountsQueryVariables; answer: (answer: Arrived) => void; isCancelled: boolean };
  const requests: Request[] = [];
  const reader = new CountReader((variables, answer) => {
    const request = { variables, answer, isCancelled: false };
    requests.push(request);
    return () => {
      request.isCancelled = true;
    };
  });
  const want = (groups: Group[], change: Partial<Filters> = {}) =>
    reader.want(groups.map((group) => askOf(group, { ...NO_FILTERS, ...change }, new Date(0), { first: 50 })));
  const asked = (index: number) => FLAGS.filter((flag) => requests[index]!.variables[flag]);
  return { reader, requests, want, asked };
}

function answer(count: number): Arrived {
  const buckets = [{ key: "x", count }];
  const imagesAggregate = { count, status: buckets, disk: buckets, owner: buckets, tag: buckets, values: buckets };
  return { data: { imagesAggregate } as FacetCountsQuery, failure: null };
}

it("sends one request for all fields of one selection, and what takes long after it", () => {
  const { requests, want, asked } = started();
  want(["status", "disk", "owner", "created", "p.os_distro", "tag"]);
  expect(requests.map((_, index) => asked(index))).toEqual([["status", "disk", "owner"], ["created"]]);
  requests[0]!.answer(answer(3));
  expect(asked(2)).toEqual(["values"]);
  expect(requests[2]!.variables.property).toBe("os_distro");
});

it("asks a group again only if other filters than its own have changed", () => {
  const { reader, requests, want, asked } = started();
  want(["status", "disk"]);
  requests[0]!.answer(answer(3));
  want(["status", "disk"], { status: ["ACTIVE"] });
  expect([requests.length, asked(1)]).toEqual([2, ["disk"]]);
  expect(reader.states().get("status")!.isLoading).toBe(false);
  expect(reader.states().get("disk")).toMatchObject({ isLoading: true, counts: { total: 3 } });
});

it("lets go of an answer that nobody waits for", () => {
  const { reader, requests, want } = started();
  want(["disk"]);
  want(["disk"], { q: "a" });
  expect([requests[0]!.isCancelled, requests[1]!.isCancelled]).toEqual([true, false]);
  requests[0]!.answer(answer(1));
  expect(reader.states().get("disk")!.counts).toBe(null);
});

it("keeps a failure until it is tried again, and its old numbers", () => {
  const { reader, requests, want } = started();
  want(["tag"]);
  requests[0]!.answer(answer(3));
  reader.refresh();
  requests[1]!.answer({ data: null, failure: FAILED });
  expect(reader.states().get("tag")).toMatchObject({ failure: FAILED, isLoading: false, counts: { total: 3 } });
  want(["tag"]);
  expect(requests.length).toBe(2);
  reader.again(["tag"]);
  requests[2]!.answer(answer(4));
  expect(reader.states().get("tag")).toMatchObject({ failure: null, counts: { total: 4 } });
});

it("tries again by itself what the service says will work later", () => {
  vi.useFakeTimers();
  const { requests, want } = started();
  want(["tag"]);
  requests[0]!.answer({ data: null, failure: { ...FAILED, retryAfter: 2 } });
  vi.advanceTimersByTime(1999);
  expect(requests.length).toBe(1);
  vi.advanceTimersByTime(1);
  expect(requests.length).toBe(2);
  vi.useRealTimers();
});

it("reads a group that was closed while it was read when it is opened again", () => {
  const { requests, want } = started();
  want(["status", "tag"]);
  want(["status"]);
  expect(requests[1]!.isCancelled).toBe(true);
  want(["status", "tag"]);
  expect(requests.length).toBe(3);
});
