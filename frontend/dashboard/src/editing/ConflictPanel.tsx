/** Yours, theirs and before, side by side, after somebody else was faster. */

import { useState } from "react";
import { valueText } from "./changes";
import { plural } from "./naming";
import { entriesOf, type EntryKey, type ImageState, labelOf } from "./state";
import { compare, rebase, type Side } from "./threeWay";

type Properties = {
  before: ImageState;
  yours: ImageState;
  theirs: ImageState;
  /** Goes on from theirs with this state: sent at once, or as a form. */
  settle: (settled: ImageState, isSent: boolean) => void;
  cancel: () => void;
};

const OUTCOMES = { yours: "Yours applies", theirs: "Theirs stays", same: "The same", overlap: "" } as const;

export function ConflictPanel({ before, yours, theirs, settle, cancel }: Properties) {
  const [choices, setChoices] = useState<ReadonlyMap<EntryKey, Side>>(new Map());
  const rows = compare(before, yours, theirs);
  const [old, mine, other] = [entriesOf(before), entriesOf(yours), entriesOf(theirs)];
  const open = rows.filter(({ key, kind }) => kind === "overlap" && !choices.has(key)).length;
  const settled = rebase(before, yours, theirs, choices);
  const count = rows.filter(({ key, kind }) => kind === "yours" || choices.get(key) === "yours").length;
  return (
    <div className="conflict">
      <p role="alert">
        Somebody has changed this image since you read it. Nothing of yours is saved yet.
        {open > 0 && ` Choose a side where both have changed the same (${open} left).`}
      </p>
      <div className="conflict-table">
        {/* Roles, because narrow pages show the rows as blocks, which are no table to a browser. */}
        <table role="table">
          <caption className="visually-hidden">What you and others have changed</caption>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">Field</th>
              <th role="columnheader" scope="col">Before</th>
              <th role="columnheader" scope="col">Theirs</th>
              <th role="columnheader" scope="col">Yours</th>
              <th role="columnheader" scope="col">Result</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.map(({ key, kind }) => (
              <tr role="row" key={key} className={`conflict-${kind}`}>
                <th role="rowheader" scope="row">
                  <bdi>{labelOf(key)}</bdi>
                </th>
                <Cell label="Before" text={valueText(key, old)} />
                <Cell label="Theirs" text={valueText(key, other)} isChanged={kind !== "yours"} />
                <Cell label="Yours" text={valueText(key, mine)} isChanged={kind !== "theirs"} />
                <td role="cell" data-label="Result">
                  {kind === "overlap" ? (
                    <Choice
                      name={labelOf(key)}
                      choice={choices.get(key)}
                      choose={(side) => setChoices(new Map(choices).set(key, side))}
                    />
                  ) : (
                    OUTCOMES[kind]
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={cancel}>
          Cancel
        </button>
        <button type="button" className="button" disabled={open > 0} onClick={() => settle(settled, false)}>
          Continue in the form
        </button>
        <button
          type="button"
          className="button button-primary"
          disabled={open > 0}
          onClick={() => settle(settled, true)}
        >
          {count > 0 ? `Apply ${plural(count, "change")} to the new version` : "Keep theirs"}
        </button>
      </div>
    </div>
  );
}

function Cell({ label, text, isChanged = false }: { label: string; text: string; isChanged?: boolean }) {
  return (
    <td role="cell" data-label={label} title={text}>
      <bdi className={isChanged ? "conflict-changed" : undefined}>{text}</bdi>
    </td>
  );
}

type ChoiceProperties = { name: string; choice: Side | undefined; choose: (side: Side) => void };

function Choice({ name, choice, choose }: ChoiceProperties) {
  return (
    <div className="conflict-choice" role="radiogroup" aria-label={`${name}: whose value`}>
      {(["theirs", "yours"] as const).map((side) => (
        <label key={side} className="edit-check">
          <input type="radio" name={`side:${name}`} checked={choice === side} onChange={() => choose(side)} />
          {side === "theirs" ? "Keep theirs" : "Use yours"}
        </label>
      ))}
    </div>
  );
}
