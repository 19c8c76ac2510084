/** The list with what stands around it: filters, facets, paging, and the image that is open. */

import { type RefObject, useEffect, useRef } from "react";
import { formatView } from "../address/format";
import { useAddress } from "../address/useAddress";
import type { View } from "../address/view";
import { isOfWholePage, useHealth } from "../api/health";
import { BulkBar } from "../bulk/BulkBar";
import { Facets } from "../facets/Facets";
import { ExportButton } from "../export/ExportButton";
import { FilterBar } from "../filters/FilterBar";
import { Live } from "../live/Live";
import { useLiveRows } from "../live/useLive";
import { outdated } from "../selection/range";
import { useSelection } from "../selection/useSelection";
import { FailureNote } from "../ui/FailureNote";
import { lazily, preload } from "../ui/lazily";
import { ColumnChooser } from "./ColumnChooser";
import { HiddenSort } from "./HiddenSort";
import { ImageTable } from "./ImageTable";
import { NoImages } from "./NoImages";
import { Paging } from "./Paging";
import { useDensity } from "./useDensity";
import { type Row, usePage } from "./usePage";

const Detail = lazily(() => import("../detail/Detail").then(({ Detail }) => Detail));

export function ImagesSection({ announce }: { announce: (text: string) => void }) {
  const { view, push } = useAddress();
  const { page, isPageCurrent, total } = usePage(view);
  const liveRows = useLiveRows(page);
  const rows = liveRows.map(({ row }) => row);
  useFreshSelection(rows);
  const health = useHealth();
  const [isDense, setDense] = useDensity();
  const box = useTopOfPage(view, isPageCurrent);
  const isRead = page.data !== null;
  useEffect(() => {
    if (isRead) preload();
  }, [isRead]);
  const isStale = page.data !== null && (page.isLoading || !isPageCurrent);
  return (
    <div className={isDense ? "images dense" : "images"}>
      <Facets isReady={page.data !== null || page.failure !== null} />
      <section className="list" aria-label="Images">
        <h1 className="visually-hidden">Images</h1>
        <div className="list-tools">
          <FilterBar />
          <div className="list-buttons">
            <Live />
            <HiddenSort />
            <ColumnChooser />
            <ExportButton />
            <label className="density">
              <input type="checkbox" checked={isDense} onChange={(event) => setDense(event.target.checked)} />
              Dense
            </label>
          </div>
        </div>
        <BulkBar />
        {page.failure && !isOfWholePage(page.failure, health) && (
          <div className="list-failure">
            <FailureNote failure={page.failure} onRetry={page.again} />
            {page.failure.code === "BAD_USER_INPUT" && (view.after !== null || view.before !== null) && (
              <button type="button" className="button" onClick={() => push({ after: null, before: null })}>
                Show the first page
              </button>
            )}
          </div>
        )}
        <div className={isStale ? "table-box is-stale" : "table-box"} ref={box}>
          {(page.data !== null || page.isLoading) && <ImageTable page={page} rows={rows} liveRows={liveRows} />}
          {page.data !== null && !isStale && rows.length === 0 && <NoImages />}
        </div>
        <Paging page={page} isCurrent={isPageCurrent} total={total} list={listOf(view)} announce={announce} />
      </section>
      {view.image !== null && (
        <Detail id={view.image} ids={page.data?.imagesConnection.edges.map(({ node }) => node.id)} />
      )}
    </div>
  );
}

/** What a list consists of, without the page and what is open beside it. */
function listOf(view: View): string {
  return formatView({ ...view, after: null, before: null, image: null, tab: "overview", compare: [], columns: [] });
}

/** Rows that were selected keep up with what is read, so that a change of them starts from their newest version. */
function useFreshSelection(rows: readonly Row[]): void {
  const { rows: selected, set } = useSelection();
  useEffect(() => {
    const changed = outdated(rows, selected);
    if (changed.length) set(changed, true);
  });
}

/** A new page is read from its top. Rows that are read again stay where they are. */
function useTopOfPage(view: View, isCurrent: boolean): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef<string | null>(null);
  const page = `${view.after} ${view.before}`;
  useEffect(() => {
    if (!isCurrent || shown.current === page) return;
    if (shown.current !== null) {
      box.current?.scrollTo(box.current.scrollLeft, 0);
      if (box.current && box.current.getBoundingClientRect().top < 0) box.current.scrollIntoView();
    }
    shown.current = page;
  }, [page, isCurrent]);
  return box;
}
