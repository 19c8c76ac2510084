/** What can be done with the selected images. */

import { useState } from "react";
import { useAddress } from "../address/useAddress";
import { useSelection } from "../selection/useSelection";
import { useCanWrite } from "../states/useCanWrite";
import { FailureNote } from "../ui/FailureNote";
import { formatCount } from "../ui/formats";
import { lazily } from "../ui/lazily";
import type { BulkKind } from "./plan";
import { MOST, useSelectAll } from "./useSelectAll";

const BulkDialog = lazily(() => import("./BulkDialog").then(({ BulkDialog }) => BulkDialog));

const ACTIONS: readonly { kind: BulkKind; label: string }[] = [
  { kind: "tags", label: "Tags…" },
  { kind: "properties", label: "Properties…" },
  { kind: "visibility", label: "Visibility…" },
  { kind: "hide", label: "Hide" },
  { kind: "show", label: "Show" },
  { kind: "protect", label: "Protect" },
  { kind: "unprotect", label: "Unprotect" },
  { kind: "activate", label: "Activate" },
  { kind: "deactivate", label: "Deactivate" },
  { kind: "share", label: "Share…" },
  { kind: "delete", label: "Delete" },
];

export function BulkBar() {
  const { rows, clear } = useSelection();
  const { canWrite, reason } = useCanWrite();
  const { push } = useAddress();
  const [kind, setKind] = useState<BulkKind | null>(null);
  const count = rows.size;
  const canCompare = count >= 2 && count <= 4;
  return (
    <>
      {count > 0 && (
        <section className="bulk" aria-label="Selected images">
          <div className="bulk-count">
            <strong>{formatCount(count)} selected</strong>
            <AllThatMatch />
            <button type="button" className="button button-quiet" onClick={clear}>
              Clear
            </button>
          </div>
          <div className="bulk-actions" role="group" aria-label="Actions on selected images">
            <button
              type="button"
              className="button"
              disabled={!canCompare}
              title={canCompare ? undefined : "Two to four images can be compared."}
              onClick={() => push({ compare: [...rows.keys()] })}
            >
              Compare
            </button>
            {canWrite &&
              ACTIONS.map((action) => (
                <button
                  key={action.kind}
                  type="button"
                  className={action.kind === "delete" ? "button button-danger" : "button"}
                  onClick={() => setKind(action.kind)}
                >
                  {action.label}
                </button>
              ))}
            {!canWrite && <span className="edit-hint">{reason}</span>}
          </div>
        </section>
      )}
      {kind && <BulkDialog kind={kind} onClose={() => setKind(null)} />}
    </>
  );
}

/** Offers all that match, not only those that are on the page. */
function AllThatMatch() {
  const { rows } = useSelection();
  const { total, read, failure, start, cancel } = useSelectAll(true);
  if (read !== null) {
    return (
      <>
        <span role="status">Reading… {formatCount(read)}</span>
        <button type="button" className="button button-quiet" onClick={cancel}>
          Stop
        </button>
      </>
    );
  }
  if (failure) return <FailureNote failure={failure} onRetry={() => void start()} />;
  if (total === null || total <= rows.size) return null;
  if (total > MOST) {
    return (
      <span className="edit-hint">
        {formatCount(total)} match. At most {formatCount(MOST)} can be selected: filter further.
      </span>
    );
  }
  return (
    <button type="button" className="button button-quiet bulk-all" onClick={() => void start()}>
      Select all {formatCount(total)} that match
    </button>
  );
}
