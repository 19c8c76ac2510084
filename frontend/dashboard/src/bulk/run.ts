/** Sends batches one after another, until one is refused or somebody cancels. */

import type { Failure } from "../api/errors";

export type Outcome<Item> = {
  /** What was taken, in order. */
  readonly done: readonly Item[];
  /** The batch that was refused as a whole. */
  readonly refused: { readonly failure: Failure; readonly batch: readonly Item[]; readonly item: Item | null } | null;
  /** What was never sent. */
  readonly rest: readonly Item[];
};

type Options<Item> = {
  send: (batch: readonly Item[]) => Promise<Failure | null>;
  /** Called after each batch with how many items are done. */
  onProgress?: (done: number) => void;
  isCancelled?: () => boolean;
};

export async function run<Item>(
  batches: readonly (readonly Item[])[],
  { send, onProgress, isCancelled }: Options<Item>,
): Promise<Outcome<Item>> {
  const done: Item[] = [];
  for (const [at, batch] of batches.entries()) {
    if (isCancelled?.()) return { done, refused: null, rest: batches.slice(at).flat() };
    const failure = await send(batch);
    if (failure) {
      return { done, refused: { failure, batch, item: itemOf(failure, batch) }, rest: batches.slice(at + 1).flat() };
    }
    done.push(...batch);
    onProgress?.(done.length);
  }
  return { done, refused: null, rest: [] };
}

/** The item that a refusal names by its place in the input; a batch of one needs no name. */
function itemOf<Item>({ path }: Failure, batch: readonly Item[]): Item | null {
  if (batch.length === 1) return batch[0]!;
  return path?.[0] === "input" ? (batch[Number(path[1])] ?? null) : null;
}
