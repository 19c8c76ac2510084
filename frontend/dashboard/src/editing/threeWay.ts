/**
 * Two people have changed one image: yours against theirs, over what stood before. A change of yours that meets none
 * of theirs applies to theirs; where both changed one entry, somebody decides.
 */

import {
  differences,
  type Entries,
  type EntryKey,
  type EntryValue,
  entriesOf,
  type ImageState,
  inOrder,
  isSameEntry,
  stateOf,
} from "./state";

export type Row = {
  readonly key: EntryKey;
  /** Changed by you, by them, by both to the same, or by both to different values. */
  readonly kind: "yours" | "theirs" | "same" | "overlap";
};

export type Side = "yours" | "theirs";

/** What either has changed, in the order of the form. */
export function compare(before: ImageState, yours: ImageState, theirs: ImageState): Row[] {
  const [old, mine, other] = [entriesOf(before), entriesOf(yours), entriesOf(theirs)];
  const mineKeys = new Set(differences(old, mine));
  const otherKeys = new Set(differences(old, other));
  return [...new Set([...mineKeys, ...otherKeys])].sort(inOrder).map((key) => {
    if (!otherKeys.has(key)) return { key, kind: "yours" };
    if (!mineKeys.has(key)) return { key, kind: "theirs" };
    return { key, kind: isSameEntry(mine, other, key) ? "same" : "overlap" };
  });
}

/** Theirs with your changes; an overlap is theirs unless `choices` says otherwise. */
export function rebase(
  before: ImageState,
  yours: ImageState,
  theirs: ImageState,
  choices: ReadonlyMap<EntryKey, Side>,
): ImageState {
  const mine = entriesOf(yours);
  const result = new Map(entriesOf(theirs));
  for (const { key, kind } of compare(before, yours, theirs)) {
    if (kind === "yours" || (kind === "overlap" && choices.get(key) === "yours")) put(result, mine, key);
  }
  return stateOf(result, theirs);
}

function put(target: Map<EntryKey, EntryValue>, from: Entries, key: EntryKey): void {
  const value = from.get(key);
  if (value === undefined) target.delete(key);
  else target.set(key, value);
}
