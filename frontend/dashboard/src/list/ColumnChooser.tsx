/** Chooses the columns: adds, removes and moves them, by buttons that the keyboard reaches. */

import { useRef, useState } from "react";
import { useAddress } from "../address/useAddress";
import { DEFAULT_COLUMNS } from "../address/view";
import { PropertyNameField } from "../filters/Suggested";
import { Announcer } from "../ui/Announcer";
import { Dialog } from "../ui/Dialog";
import { columnsOf, otherColumns } from "./columns";
import { moved } from "./moved";

export function ColumnChooser() {
  const [isOpen, open] = useState(false);
  return (
    <>
      <button type="button" className="button" aria-haspopup="dialog" onClick={() => open(true)}>
        Columns
      </button>
      {isOpen && <Choice onClose={() => open(false)} />}
    </>
  );
}

function Choice({ onClose }: { onClose: () => void }) {
  const { view, push } = useAddress();
  const [keys, setKeys] = useState(view.columns);
  const [property, setProperty] = useState("");
  const [said, say] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const add = (key: string, label: string) => {
    if (!keys.includes(key)) setKeys([...keys, key]);
    say(`${label} added`);
    // The button that was pressed is gone.
    list.current?.focus();
  };
  const remove = (key: string, label: string) => {
    setKeys(keys.filter((each) => each !== key));
    say(`${label} removed`);
    list.current?.focus();
  };
  const move = (key: string, label: string, step: -1 | 1) => {
    const next = moved(keys, key, step);
    setKeys(next);
    say(`${label} is column ${next.indexOf(key) + 1} of ${next.length}`);
  };
  return (
    <Dialog title="Columns" onClose={onClose}>
      <ol ref={list} className="columns" tabIndex={-1} aria-label="Shown columns">
        {columnsOf(keys).map(({ key, label }, at) => (
          <li key={key}>
            <span className="columns-name" title={label}>
              {label}
            </span>
            <button
              type="button"
              className="button button-quiet"
              aria-label={`Move ${label} to the left`}
              aria-disabled={at === 0}
              onClick={() => move(key, label, -1)}
            >
              ↑
            </button>
            <button
              type="button"
              className="button button-quiet"
              aria-label={`Move ${label} to the right`}
              aria-disabled={at === keys.length - 1}
              onClick={() => move(key, label, 1)}
            >
              ↓
            </button>
            <button
              type="button"
              className="button button-quiet"
              aria-label={`Remove ${label}`}
              disabled={keys.length === 1}
              onClick={() => remove(key, label)}
            >
              ✕
            </button>
          </li>
        ))}
      </ol>
      <h3>Add</h3>
      <div className="columns-others">
        {otherColumns(keys).map(({ key, label }) => (
          <button key={key} type="button" className="button" onClick={() => add(key, label)}>
            <span aria-hidden="true">+ </span>
            {label}
          </button>
        ))}
      </div>
      <form
        className="columns-property"
        onSubmit={(event) => {
          event.preventDefault();
          add(`p.${property}`, property);
          setProperty("");
        }}
      >
        <PropertyNameField label="A property" value={property} onChange={setProperty} />
        <button type="submit" className="button" disabled={!property}>
          Add property
        </button>
      </form>
      <Announcer text={said} />
      <div className="dialog-buttons">
        <button type="button" className="button button-quiet" onClick={() => setKeys(DEFAULT_COLUMNS)}>
          Back to the usual ones
        </button>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          className="button button-primary"
          onClick={() => {
            push({ columns: keys });
            onClose();
          }}
        >
          Show these columns
        </button>
      </div>
    </Dialog>
  );
}
