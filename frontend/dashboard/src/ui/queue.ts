/** The notices that are on the page, and how long each stays. */

import type { Notice } from "./notices";

export type Shown = Notice & { readonly id: number };

const MOST = 3;

/** The notices with a new one. Beyond three, the oldest without an action goes, or else the oldest. */
export function withNotice(shown: readonly Shown[], next: Shown): Shown[] {
  const all = [...shown, next];
  if (all.length <= MOST) return all;
  const dropped = shown.find(({ action }) => !action) ?? shown[0]!;
  return all.filter(({ id }) => id !== dropped.id);
}

/** Milliseconds; longer where there is something to decide. */
export function lifetime({ action }: Notice): number {
  return action ? 20_000 : 8000;
}
