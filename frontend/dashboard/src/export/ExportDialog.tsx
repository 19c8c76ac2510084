/** Chooses what is exported and how, shows how far it is, and says what is missing. */

import { useEffect, useMemo, useState } from "react";
import { useAddress } from "../address/useAddress";
import { orderOf, selectionOf } from "../address/where";
import { ImagesTotalDocument } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { useSession } from "../app/session";
import { useSelection } from "../selection/useSelection";
import { Dialog } from "../ui/Dialog";
import { FailureNote } from "../ui/FailureNote";
import { formatCount } from "../ui/formats";
import { fieldsOf } from "./fields";
import type { Format } from "./formats";
import { type Progress, useExport } from "./useExport";
import { selectionsOfIds } from "./walk";

const FORMATS: readonly { format: Format; label: string; note: string }[] = [
  {
    format: "csv",
    label: "CSV",
    note: "For spreadsheets. A text that a spreadsheet would run as a formula gets an apostrophe in front.",
  },
  { format: "jsonl", label: "JSON Lines", note: "For programs. Every value is exact." },
];

export function ExportDialog({ onClose }: { onClose: () => void }) {
  const { view } = useAddress();
  const { rows: selected } = useSelection();
  const limits = useSession().data?.registry.limits;
  const filters = JSON.stringify(view.filters);
  const selection = useMemo(() => selectionOf(view.filters, new Date()), [filters]);
  const total = useRead(ImagesTotalDocument, selection);
  const [format, setFormat] = useState<Format>("csv");
  const [isSelected, setSelected] = useState(selected.size > 0);
  const { progress, start, resume, keep, cancel } = useExport();
  const fields = fieldsOf(view.columns);
  const matching = total.data?.imagesAggregate.count ?? null;
  const count = isSelected ? selected.size : matching;
  const isUnderWay = progress.state === "running" || progress.state === "interrupted";
  const pageSize = limits ? Math.min(limits.maxPageSize, limits.maxListItems) : 0;

  const begin = () => {
    const ids = [...selected.keys()];
    const selections = isSelected ? selectionsOfIds(ids, pageSize, selection.includeDeleted) : [selection];
    return start({ format, fields, orderBy: orderOf(view.sort), pageSize, place: { selections, after: null } });
  };
  const close = () => {
    cancel();
    onClose();
  };
  return (
    <Dialog title="Export images" onClose={close}>
      <fieldset className="export-choice" disabled={isUnderWay}>
        <legend>Images</legend>
        <label>
          <input type="radio" name="images" checked={!isSelected} onChange={() => setSelected(false)} />
          {matching === null ? "All that match" : `All ${formatCount(matching)} that match`}
        </label>
        {selected.size > 0 && (
          <label>
            <input type="radio" name="images" checked={isSelected} onChange={() => setSelected(true)} />
            {`The ${formatCount(selected.size)} selected`}
          </label>
        )}
      </fieldset>
      <fieldset className="export-choice" disabled={isUnderWay}>
        <legend>Format</legend>
        {FORMATS.map((each) => (
          <label key={each.format}>
            <input
              type="radio"
              name="format"
              checked={format === each.format}
              onChange={() => setFormat(each.format)}
            />
            {each.label}
            <span className="export-note">{each.note}</span>
          </label>
        ))}
      </fieldset>
      <p className="export-note">
        Columns: <bdi>{fields.map(({ name }) => name).join(", ")}</bdi>
      </p>
      <ProgressNote progress={progress} count={count} />
      <div className="dialog-buttons">
        {progress.state === "interrupted" && progress.failure.code !== "FILE" && (
          <>
            <button type="button" className="button button-primary" onClick={resume}>
              Continue
            </button>
            {progress.count > 0 && (
              <button type="button" className="button" onClick={keep}>
                {`Keep ${formatCount(progress.count)} images`}
              </button>
            )}
          </>
        )}
        {!isUnderWay && (
          <button type="button" className="button button-primary" disabled={!limits} onClick={begin}>
            {`Export ${count === null ? "images" : count === 1 ? "1 image" : `${formatCount(count)} images`}`}
          </button>
        )}
        {isUnderWay ? (
          <button key="cancel" type="button" className="button" autoFocus onClick={cancel}>
            Cancel the export
          </button>
        ) : (
          <button key="close" type="button" className="button" autoFocus={progress.state === "done"} onClick={close}>
            Close
          </button>
        )}
      </div>
    </Dialog>
  );
}

/** How far it is. Screen readers hear only the beginning and the end. */
function ProgressNote({ progress, count }: { progress: Progress; count: number | null }) {
  const [spoken, speak] = useState("");
  const text = textOf(progress, count);
  useEffect(() => speak(text), [progress.state]);
  return (
    <>
      {progress.state !== "idle" && (
        <div className="export-progress">
          {progress.state === "running" && (
            <progress
              aria-label="Exported images"
              max={count ?? undefined}
              value={count ? progress.count : undefined}
            />
          )}
          <p aria-hidden={progress.state === "running"}>{text}</p>
          {progress.state === "interrupted" && <FailureNote failure={progress.failure} />}
        </div>
      )}
      <p className="visually-hidden" role="status">
        {spoken}
      </p>
    </>
  );
}

function textOf(progress: Progress, count: number | null): string {
  if (progress.state === "idle") return "";
  const done = formatCount(progress.count);
  const missing = count === null ? null : Math.max(0, count - progress.count);
  if (progress.state === "running") return `${done}${count === null ? "" : ` of ${formatCount(count)}`} images`;
  if (progress.state === "interrupted") {
    return `Stopped after ${done} images${missing === null ? "" : `; ${formatCount(missing)} are missing`}.`;
  }
  const gone = missing ? ` ${formatCount(missing)} no longer exist or match.` : "";
  return `Exported ${done} images.${gone}`;
}
