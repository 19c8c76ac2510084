/** What a component knows of what it reads, and how each thing that happens changes that. */

import type { Answer } from "./readOnce";
import type { Failure } from "./errors";

export type ReadingState<Result> = {
  /** The latest answer. */
  data: Result | null;
  /** Whether `data` answers former variables. */
  isFormer: boolean;
  /** Why there is no newer answer. */
  failure: Failure | null;
  isLoading: boolean;
  /** When `data` was asked for, and when it arrived. */
  askedAt: Date | null;
  readAt: Date | null;
};

export const NOTHING: ReadingState<never> = {
  data: null,
  isFormer: false,
  failure: null,
  isLoading: false,
  askedAt: null,
  readAt: null,
};

/** A question is under way; the former answer and the former failure stay until it is answered. */
export function asked<Result>(before: ReadingState<Result>, isSame: boolean): ReadingState<Result> {
  return { ...before, isLoading: true, isFormer: before.data !== null && (before.isFormer || !isSame) };
}

/** The question is no longer wanted. */
export function dropped<Result>(before: ReadingState<Result>): ReadingState<Result> {
  return before.isLoading ? { ...before, isLoading: false } : before;
}

/** The question is the one that `data` answers, after others that were dropped or failed. */
export function kept<Result>(before: ReadingState<Result>): ReadingState<Result> {
  return { ...before, isFormer: false, failure: null };
}

export function answered<Result>(
  before: ReadingState<Result>,
  { data, failure }: Answer<Result>,
  askedAt: Date,
  readAt: Date,
): ReadingState<Result> {
  if (failure) return { ...before, failure, isLoading: false };
  return { data, isFormer: false, failure: null, isLoading: false, askedAt, readAt };
}

/** Milliseconds after which the same question is asked again by itself; null if only on request. */
export function waitBeforeRetry(failure: Failure | null): number | null {
  return typeof failure?.retryAfter === "number" ? Math.min(Math.max(failure.retryAfter, 1), 60) * 1000 : null;
}
