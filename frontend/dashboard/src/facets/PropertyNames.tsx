/** Names of properties; a click opens one as a group of its values. */

import { type Ref, useId, useState } from "react";
import { FailureNote } from "../ui/FailureNote";
import { formatCount } from "../ui/formats";
import type { GroupState } from "./CountReader";
import { Skeleton } from "./FacetGroup";
import type { Group } from "./groups";
import { GroupTitle } from "./GroupTitle";
import { share } from "./rows";

/** Names that are shown before somebody wants to see more. */
const SHORT = 12;

type Properties = {
  state: GroupState;
  /** It could not be counted, for a reason that stands elsewhere. */
  isMissing: boolean;
  /** Properties that are groups already. */
  opened: readonly Group[];
  isOpen: boolean;
  prefix: string;
  onOpen: (isOpen: boolean) => void;
  onPrefix: (prefix: string) => void;
  onChoose: (group: Group) => void;
  onAgain: () => void;
  /** The button that folds the names. */
  fold: Ref<HTMLButtonElement>;
};

export function PropertyNames(properties: Properties) {
  const { state, isMissing, opened, isOpen, prefix, onOpen, onPrefix, onChoose, onAgain, fold } = properties;
  const id = useId();
  const [isLong, setLong] = useState(false);
  const { counts, failure, isLoading } = state;
  const names = (counts?.buckets ?? []).filter(({ key }) => key !== null && !opened.includes(`p.${key}`));
  const isFull = counts !== null && counts.buckets.length >= counts.first;
  return (
    <section className="facet" aria-labelledby={id}>
      <GroupTitle
        id={id}
        title="Properties"
        chosen={0}
        isLoading={isOpen && isLoading}
        fold={{ isOpen, set: onOpen }}
        button={fold}
      />
      {isOpen && (
        <div className="facet-body" aria-busy={isLoading}>
          {failure && <FailureNote failure={failure} onRetry={onAgain} />}
          {!counts && !failure && !isMissing && <Skeleton />}
          {isMissing && !counts && <p className="facet-note">Not counted.</p>}
          {(isFull || prefix) && (
            <input
              type="search"
              className="input facet-search"
              aria-label="Names that begin with"
              placeholder="Names that begin with"
              value={prefix}
              onChange={(event) => onPrefix(event.target.value)}
            />
          )}
          <ul className="facet-rows" aria-labelledby={id}>
            {(isLong ? names : names.slice(0, SHORT)).map(({ key, count }) => (
              <li key={key}>
                <button
                  type="button"
                  className="facet-row facet-name-row"
                  title={key ?? ""}
                  onClick={() => onChoose(`p.${key}`)}
                >
                  <span className="facet-bar" style={{ width: `${share(count, counts!.total)}%` }} />
                  <bdi className="facet-label">{key}</bdi> <span className="facet-count">{formatCount(count)}</span>
                </button>
              </li>
            ))}
          </ul>
          {names.length > SHORT && (
            <button type="button" className="button button-quiet facet-more" onClick={() => setLong(!isLong)}>
              {isLong ? "Show fewer" : "Show more"}
              <span className="visually-hidden"> properties</span>
            </button>
          )}
          {counts && names.length === 0 && <p className="facet-note">No other properties.</p>}
        </div>
      )}
    </section>
  );
}
