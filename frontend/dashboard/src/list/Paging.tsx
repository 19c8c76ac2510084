/** Under the table: where one is in the list, the total, and the way to the neighbours. */

import { type ReactNode, useEffect, useRef } from "react";
import { useAddress } from "../address/useAddress";
import { PAGE_SIZES } from "../address/view";
import type { ImagesPageQuery } from "../api/generated/graphql";
import type { Reading } from "../api/useRead";
import { describePage, type KnownPlaces, type PageFacts, remember, startOf } from "./places";

type Properties = {
  page: Reading<ImagesPageQuery>;
  isCurrent: boolean;
  total: Reading<{ count: number }>;
  announce: (text: string) => void;
  /** What the list is, apart from the page: another list has other places. */
  list: string;
};

export function Paging({ page, isCurrent, total, list, announce }: Properties) {
  const { view, push } = useAddress();
  const connection = page.data?.imagesConnection;
  const facts: PageFacts = {
    rows: connection?.edges.length ?? 0,
    hasPrevious: connection?.pageInfo.hasPreviousPage ?? false,
    hasNext: connection?.pageInfo.hasNextPage ?? false,
    total: total.data?.count ?? null,
  };
  const known = usePlaces(list);
  const start = startOf(view, facts, known);
  const cursors = { first: connection?.pageInfo.startCursor, last: connection?.pageInfo.endCursor };
  useEffect(() => {
    if (isCurrent) remember(cursors, start, facts.rows, known);
  });
  const place = connection && isCurrent ? describePage(start, facts) : null;
  useEffect(() => {
    if (place !== null && facts.total !== null) announce(place);
  }, [place, facts.total, announce]);
  const next = () => push({ after: cursors.last ?? null, before: null });
  const previous = () => {
    const isFirst = start !== null && start - 1 <= view.pageSize;
    push({ after: null, before: isFirst ? null : (cursors.first ?? null) });
  };
  return (
    <nav className="paging" aria-label="Pages">
      <p className="paging-place" aria-busy={page.isLoading || (page.data !== null && total.isLoading)}>
        {place ?? (page.isLoading && "Reading images …")}
        {total.failure && (
          <>
            {" "}
            <span className="paging-failure" title={total.failure.message}>
              The total is not known (<code>{total.failure.code}</code>).
            </span>{" "}
            <button type="button" className="button button-quiet" onClick={total.again}>
              Count again
            </button>
          </>
        )}
      </p>
      <label className="paging-size">
        Rows{" "}
        <select
          className="input"
          value={view.pageSize}
          onChange={(event) => push({ pageSize: Number(event.target.value), after: null, before: null })}
        >
          {PAGE_SIZES.map((size) => (
            <option key={size}>{size}</option>
          ))}
        </select>
      </label>
      <span className="paging-steps">
        <Step name="previous" isPossible={isCurrent && facts.hasPrevious} onStep={previous}>
          <span aria-hidden="true">‹ </span>Previous
        </Step>
        <Step name="next" isPossible={isCurrent && facts.hasNext} onStep={next}>
          Next<span aria-hidden="true"> ›</span>
        </Step>
      </span>
    </nav>
  );
}

type StepProperties = { name: "previous" | "next"; isPossible: boolean; onStep: () => void; children: ReactNode };

/** It is never `disabled`: at the end of the list, and while a page is read, it would lose the focus. */
function Step({ name, isPossible, onStep, children }: StepProperties) {
  return (
    <button
      type="button"
      className="button"
      data-key={name}
      aria-disabled={!isPossible}
      onClick={() => isPossible && onStep()}
    >
      {children}
    </button>
  );
}

function usePlaces(list: string): KnownPlaces {
  const places = useRef({ list, known: new Map<string, number>() });
  if (places.current.list !== list) places.current = { list, known: new Map() };
  return places.current.known;
}
