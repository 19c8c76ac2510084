/**
 * Reads the counts of all groups. Sends a request only for groups whose question has changed, at most two at a time
 * and in the order of the page. Aborts a request once every group of it has a newer question or is closed.
 */

import type { Answer } from "../api/readOnce";
import type { Failure } from "../api/errors";
import type { FacetCountsQuery, FacetCountsQueryVariables } from "../api/generated/graphql";
import { waitBeforeRetry } from "../api/reading";
import { type Ask, type Batch, batchesOf, type Counts, countsOf } from "./asks";
import type { Group } from "./groups";

export type GroupState = {
  /** The latest counts; while `isLoading`, those of a former question. */
  counts: Counts | null;
  failure: Failure | null;
  isLoading: boolean;
};

/** Sends a request and calls `onAnswer` once, unless the returned function is called before. */
export type Read = (
  variables: FacetCountsQueryVariables,
  onAnswer: (answer: Answer<FacetCountsQuery>) => void,
) => () => void;

const CONCURRENCY = 2;

export class CountReader {
  #read: Read;
  #states: ReadonlyMap<Group, GroupState> = new Map();
  #asks: readonly Ask[] = [];
  /** The key of the question to which each group's state belongs. */
  #asked = new Map<Group, string>();
  #running = new Map<Batch, () => void>();
  #listeners = new Set<() => void>();
  #retries = new Set<ReturnType<typeof setTimeout>>();

  constructor(read: Read) {
    this.#read = read;
  }

  states = (): ReadonlyMap<Group, GroupState> => this.#states;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** These groups are shown: those whose question is new are read. */
  want(asks: readonly Ask[]): void {
    this.#asks = asks;
    const due = asks.filter(({ group, key }) => this.#asked.get(group) !== key);
    for (const { group, key } of due) this.#asked.set(group, key);
    this.#change(due.map(({ group }) => group), (state) => ({ ...state, failure: null, isLoading: true }));
    for (const [batch, cancel] of this.#running) {
      if (batch.groups.some((group) => this.#isAwaited(batch, group))) continue;
      this.#running.delete(batch);
      cancel();
    }
    this.#pump();
  }

  /** Reads those of these groups again that have failed. */
  again(groups: readonly Group[]): void {
    for (const group of groups) if (this.#states.get(group)?.failure) this.#asked.delete(group);
    this.want(this.#asks);
  }

  /** Reads everything again. */
  refresh(): void {
    this.#asked.clear();
    this.want(this.#asks);
  }

  stop(): void {
    for (const cancel of this.#running.values()) cancel();
    for (const retry of this.#retries) clearTimeout(retry);
    this.#running.clear();
    // An interrupted request starts again if its groups are shown again.
    this.#asked.clear();
  }

  #isAwaited(batch: Batch, group: Group): boolean {
    return this.#asked.get(group) === batch.key && this.#asks.some((ask) => ask.group === group);
  }

  #pump(): void {
    const sent = [...this.#running.keys()];
    const waiting = this.#asks.filter(
      ({ group, key }) =>
        this.#states.get(group)?.isLoading && !sent.some((batch) => batch.key === key && batch.groups.includes(group)),
    );
    for (const batch of batchesOf(waiting).slice(0, CONCURRENCY - sent.length)) {
      this.#running.set(
        batch,
        this.#read(batch.variables, (outcome) => this.#arrive(batch, outcome)),
      );
    }
  }

  #arrive(batch: Batch, { data, failure }: Answer<FacetCountsQuery>): void {
    this.#running.delete(batch);
    const groups = batch.groups.filter((group) => this.#isAwaited(batch, group));
    this.#change(groups, (state, group) =>
      data
        ? { counts: countsOf(group, data, batch.variables.first), failure: null, isLoading: false }
        : { ...state, failure, isLoading: false },
    );
    const wait = waitBeforeRetry(failure);
    if (wait !== null) this.#retries.add(setTimeout(() => this.again(groups), wait));
    this.#pump();
  }

  #change(groups: readonly Group[], change: (state: GroupState, group: Group) => GroupState): void {
    if (groups.length === 0) return;
    const next = new Map(this.#states);
    for (const group of groups) {
      next.set(group, change(next.get(group) ?? { counts: null, failure: null, isLoading: false }, group));
    }
    this.#states = next;
    for (const listener of this.#listeners) listener();
  }
}
