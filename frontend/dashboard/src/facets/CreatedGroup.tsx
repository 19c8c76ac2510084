/** When the images were created: 26 weeks, of which some can be chosen. */

import { useId } from "react";
import type { Range } from "../address/view";
import { FailureNote } from "../ui/FailureNote";
import { Histogram } from "../charts/Histogram";
import type { GroupState } from "./CountReader";
import { GroupTitle } from "./GroupTitle";
import { WeekSliders } from "./WeekSliders";

type Properties = {
  state: GroupState;
  /** It could not be counted, for a reason that stands elsewhere. */
  isMissing: boolean;
  range: Range | null;
  onRange: (range: Range | null) => void;
  onAgain: () => void;
};

export function CreatedGroup({ state, isMissing, range, onRange, onAgain }: Properties) {
  const id = useId();
  const { counts, failure, isLoading } = state;
  return (
    <section className="facet" aria-labelledby={id}>
      <GroupTitle
        id={id}
        title="Created"
        chosen={range ? 1 : 0}
        isLoading={isLoading}
        onClear={() => onRange(null)}
      />
      <div className="facet-body" aria-busy={isLoading}>
        {isMissing && !counts && <p className="facet-note">Not counted.</p>}
        {failure && <FailureNote failure={failure} onRetry={onAgain} />}
        {counts ? (
          <WeekSliders weeks={counts.weeks} range={range} onRange={onRange} />
        ) : (
          !failure && !isMissing && <Histogram columns={[]} caption="" unit="" />
        )}
      </div>
    </section>
  );
}
