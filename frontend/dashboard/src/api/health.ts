/** Whether the service answers, and whether it knows the caller: learnt from every answer of every part of the page. */

import { useSyncExternalStore } from "react";
import type { Answer, Failure } from "./errors";

/** The service does not serve this caller: it wants a token, a proxy's headers, or somebody else. */
export type Refusal = {
  kind: "token" | "proxy" | "forbidden";
  /** The header that a token belongs in, as the challenge says; null if it says nothing known. */
  header: "Authorization" | "X-Auth-Token" | null;
};

export type Health = {
  /** `offline`: no answer at all. `unavailable`: an answer, but from a proxy, or without the database. */
  reach: "good" | "offline" | "unavailable";
  /** When the last good answer came; set while `reach` is not good. */
  goodUntil: Date | null;
  refusal: Refusal | null;
  /** The service no longer knows this page's documents. */
  isOutdated: boolean;
  /** A change was refused because nothing may be changed. */
  isReadOnly: boolean;
};

export type Report =
  | { type: "answer"; answer: Answer }
  | { type: "failure"; failure: Failure }
  /** An answer after failures; perhaps a refusal, which the head of the answer has told. */
  | { type: "recovered"; failure: Failure | null };

export const GOOD: Health = { reach: "good", goodUntil: null, refusal: null, isOutdated: false, isReadOnly: false };

/** The health after a report; `lastGood` is the time of the last answer that had data. */
export function healthAfter(health: Health, report: Report, lastGood: Date | null): Health {
  switch (report.type) {
    case "answer":
      return withAnswer(health, report.answer);
    case "recovered":
      return { ...health, reach: "good", goodUntil: null, refusal: report.failure ? health.refusal : null };
    case "failure":
      return withFailure(health, report.failure, lastGood);
  }
}

function withFailure(health: Health, { code, retryAfter }: Failure, lastGood: Date | null): Health {
  if (code === "PERSISTED_QUERY_NOT_FOUND") return { ...health, isOutdated: true };
  if (code === "READ_ONLY") return { ...health, isReadOnly: true };
  // A service that names a time is there, and busy.
  if (code === "OFFLINE") return { ...health, reach: "offline", goodUntil: health.goodUntil ?? lastGood };
  if (code === "UNAVAILABLE" && typeof retryAfter !== "number") {
    return { ...health, reach: "unavailable", goodUntil: health.goodUntil ?? lastGood };
  }
  return health;
}

function withAnswer(health: Health, answer: Answer): Health {
  const isServed = answer.status < 400;
  return isServed ? { ...health, refusal: null } : { ...health, refusal: refusalOf(answer) ?? health.refusal };
}

/** Why the caller is not served, by the status and the challenge (docs/authentication.md). */
export function refusalOf({ status, headers }: Answer): Refusal | null {
  if (status === 403) return { kind: "forbidden", header: null };
  if (status !== 401) return null;
  switch (headers.get("www-authenticate")?.trim().toLowerCase().split(/[\s,]/)[0]) {
    case "proxy-secret":
      return { kind: "proxy", header: null };
    case "bearer":
      return { kind: "token", header: "Authorization" };
    case "keystone":
      return { kind: "token", header: "X-Auth-Token" };
    default:
      return { kind: "token", header: null };
  }
}

/** Whether a failure is the state of the whole page, which its banners tell. */
export function isOfWholePage({ code }: Failure, { reach, refusal, isOutdated }: Health): boolean {
  if (code === "OFFLINE" || code === "UNAVAILABLE") return reach !== "good";
  if (code === "UNAUTHENTICATED") return refusal !== null;
  return code === "PERSISTED_QUERY_NOT_FOUND" && isOutdated;
}

let current = GOOD;
let lastGood: Date | null = null;
let serverLead = 0;
const listeners = new Set<() => void>();

function report(given: Report): void {
  const next = healthAfter(current, given, lastGood);
  if (JSON.stringify(next) === JSON.stringify(current)) return;
  current = next;
  for (const listener of listeners) listener();
}

/** Learns from the head of an answer. */
export function noteAnswer(answer: Answer): void {
  const date = Date.parse(answer.headers.get("date") ?? "");
  if (!Number.isNaN(date)) serverLead = date - Date.now();
  report({ type: "answer", answer });
}

/** Learns from a failure; `null` is an answer with data. */
export function noteResult(failure: Failure | null): void {
  if (failure) report({ type: "failure", failure });
  else if (current.reach === "good") lastGood = new Date();
}

/** The service answers again: with data, which shows that it knows the caller, or with a failure that lasts. */
export function noteRecovery(failure: Failure | null = null): void {
  if (!failure) lastGood = new Date();
  report({ type: "recovered", failure });
}

/** This time by the service's clock, to about a second. */
export function serverTime(time: number): Date {
  return new Date(time + serverLead);
}

export function getHealth(): Health {
  return current;
}

export function onHealth(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function useHealth(): Health {
  return useSyncExternalStore(onHealth, getHealth);
}
