/** One group: its values as checkboxes with their numbers. */

import { useId, useMemo, useState } from "react";
import type { Filters } from "../address/view";
import { FailureNote } from "../ui/FailureNote";
import type { GroupState } from "./CountReader";
import { FacetRows } from "./FacetRows";
import { chosenOf, cleared, type Group, toggled } from "./groups";
import { GroupTitle } from "./GroupTitle";
import { labelOf } from "./labels";
import { found, rowsOf, SHORT } from "./rows";

/** Groups with more rows than this have a search of their own. */
const LONG = 15;

type Properties = {
  group: Group;
  title: string;
  state: GroupState;
  /** It could not be counted, for a reason that stands elsewhere. */
  isMissing: boolean;
  filters: Filters;
  onFilter: (change: Partial<Filters>) => void;
  onAgain: () => void;
  /** Requests the most values that one answer can have. */
  onWiden: () => void;
  /** The answer is as long as it can be, so there may be more values. */
  isFull: boolean;
  fold?: { isOpen: boolean; set: (isOpen: boolean) => void };
  /** It has just been opened, so it gets the focus. */
  isNew?: boolean;
  onClose?: () => void;
};

export function FacetGroup(properties: Properties) {
  const { group, title, state, isMissing, filters, isFull, fold, isNew } = properties;
  const { onFilter, onAgain, onWiden, onClose } = properties;
  const id = useId();
  const [isLong, setLong] = useState(false);
  const [search, setSearch] = useState("");
  const chosen = chosenOf(filters, group);
  const { counts, failure, isLoading } = state;
  // Values chosen before the numbers came stand on top until the next numbers come.
  const pinned = useMemo(() => chosen, [counts]);
  const isOpen = fold?.isOpen ?? true;
  const label = (value: string | null) => labelOf(group, value);
  const rows = counts ? rowsOf(counts, chosen, pinned, isLong ? Infinity : SHORT) : [];
  const hidden = counts && !isLong ? counts.buckets.length - rows.length : 0;
  const isSearchable = isLong && (counts?.buckets.length ?? 0) > LONG;
  const shown = isSearchable ? found(rows, search, label) : rows;
  return (
    <section className="facet" aria-labelledby={id}>
      <GroupTitle
        id={id}
        title={title}
        chosen={chosen.length}
        isLoading={isOpen && isLoading}
        fold={fold}
        onClear={() => onFilter(cleared(filters, group))}
        isNew={isNew}
        onClose={onClose}
      />
      {isOpen && (
        <div className="facet-body" aria-busy={isLoading}>
          {failure && <FailureNote failure={failure} onRetry={onAgain} />}
          {!counts && !failure && !isMissing && <Skeleton />}
          {isMissing && !counts && <p className="facet-note">Not counted.</p>}
          {isSearchable && (
            <input
              type="search"
              className="input facet-search"
              aria-label={`Search in ${title}`}
              placeholder="Search"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          )}
          {counts && (
            <FacetRows
              group={group}
              rows={shown}
              total={counts.total}
              titleId={id}
              onToggle={(value) => onFilter(toggled(filters, group, value))}
            />
          )}
          {counts && shown.length === 0 && (
            <p className="facet-note">{search && isSearchable ? "No value contains this text." : "No values."}</p>
          )}
          {isLong && isFull && <p className="facet-note">Only the most frequent values are shown.</p>}
          {hidden > 0 && (
            <button
              type="button"
              className="button button-quiet facet-more"
              onClick={() => {
                setLong(true);
                // An answer shorter than requested has all values.
                if (counts && counts.buckets.length >= counts.first) onWiden();
              }}
            >
              Show more<span className="visually-hidden"> of {title}</span>
            </button>
          )}
          {isLong && (
            <button
              type="button"
              className="button button-quiet facet-more"
              onClick={() => {
                setLong(false);
                setSearch("");
              }}
            >
              Show fewer<span className="visually-hidden"> of {title}</span>
            </button>
          )}
        </div>
      )}
    </section>
  );
}

/** As large as a few rows, so that nothing jumps when they come. */
export function Skeleton() {
  return (
    <div className="facet-skeleton" aria-hidden="true">
      <span />
      <span />
      <span />
    </div>
  );
}
