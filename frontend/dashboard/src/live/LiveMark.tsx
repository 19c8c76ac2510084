/** A quiet sign in a row that has changed since the page was read. */

import type { Mark } from "./changes";

const TEXTS: Record<Mark, string> = {
  changed: "Changed since the page was read",
  gone: "Deleted, or no longer visible to you",
};

export function LiveMark({ mark }: { mark: Mark | null }) {
  if (!mark) return null;
  return (
    <span className="live-mark" title={TEXTS[mark]}>
      <span className="visually-hidden">{TEXTS[mark]}</span>
    </span>
  );
}
