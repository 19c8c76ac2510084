/** What a reading has brought, or why not yet. */

import type { ReactNode } from "react";
import type { Reading } from "../api/useRead";
import { FailureNote } from "../ui/FailureNote";

type Properties<Result> = {
  reading: Reading<Result>;
  children: (data: Result) => ReactNode;
};

export function Loaded<Result>({ reading, children }: Properties<Result>) {
  const { data, failure, isLoading, again } = reading;
  return (
    <div className="loaded" aria-busy={isLoading}>
      {failure && <FailureNote failure={failure} onRetry={again} />}
      {data !== null ? children(data) : !failure && <p className="none">Loading…</p>}
    </div>
  );
}
