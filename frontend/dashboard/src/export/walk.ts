/** Walks over all images of an export, page by page, and starts again after what fails. */

import type { Selection } from "../address/where";
import type { Failure } from "../api/errors";
import type { ImageOrder } from "../api/generated/graphql";
import type { Row } from "../list/usePage";

export type PageRequest = Selection & {
  orderBy: ImageOrder[];
  names: string[];
  first: number;
  after: string | null;
};

export type Page = { rows: readonly Row[]; next: string | null };

export type PageAnswer = { page: Page; failure: null } | { page: null; failure: Failure };

/** Reads a page; rejects with an AbortError if the signal says so. */
export type ReadPage = (request: PageRequest, signal: AbortSignal) => Promise<PageAnswer>;

/** Waits, or rejects with an AbortError if the signal says so. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Where a walk stands: the selection that it reads and the last cursor, then the selections that follow. */
export type Place = { selections: readonly Selection[]; after: string | null };

/** The end of a walk before all images were read: `place` is where another walk can continue. */
export class Interrupted extends Error {
  failure: Failure;
  place: Place;

  constructor(failure: Failure, place: Place) {
    super(failure.message);
    this.failure = failure;
    this.place = place;
  }
}

/** Pauses before a page is tried again, in milliseconds. */
export const PAUSES: readonly number[] = [1000, 2000, 4000, 8000, 16_000];

type Options = {
  orderBy: ImageOrder[];
  names: string[];
  pageSize: number;
  read: ReadPage;
  wait: Wait;
  signal: AbortSignal;
};

/**
 * The rows of all images from a place on, page by page. An image that moves in the order while the walk goes on comes
 * once: `seen` has the ids of what came before. Throws `Interrupted` if a page fails again and again.
 */
export async function* walk(place: Place, seen: Set<string>, options: Options): AsyncGenerator<readonly Row[]> {
  const { orderBy, names, pageSize, signal } = options;
  let { selections, after } = place;
  while (selections.length > 0) {
    const request = { ...selections[0]!, orderBy, names, first: pageSize, after };
    const answer = await patiently(request, options);
    if (answer.failure) throw new Interrupted(answer.failure, { selections, after });
    const fresh = answer.page.rows.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    after = answer.page.next;
    if (after === null) selections = selections.slice(1);
    signal.throwIfAborted();
    yield fresh;
  }
}

/** Selections of these images, each of at most `size` ids; deleted images are among them with `includeDeleted`. */
export function selectionsOfIds(ids: readonly string[], size: number, includeDeleted: boolean): Selection[] {
  const selections: Selection[] = [];
  for (let start = 0; start < ids.length; start += size) {
    const some = ids.slice(start, start + size);
    selections.push({ where: { id: { in: some } }, scope: "VISIBLE", includeDeleted });
  }
  return selections;
}

/** An answer, after pauses if the failure may pass. */
async function patiently(request: PageRequest, { read, wait, signal }: Options): Promise<PageAnswer> {
  for (const pause of PAUSES) {
    const answer = await read(request, signal);
    if (!answer.failure?.isTransient) return answer;
    await wait(Math.max(pause, (answer.failure.retryAfter ?? 0) * 1000), signal);
  }
  return read(request, signal);
}
