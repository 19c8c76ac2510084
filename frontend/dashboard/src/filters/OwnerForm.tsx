/** Images of a project, or without an owner. */

import { type FormEvent, useState } from "react";
import type { FormProperties } from "./AddFilter";
import { OwnerField } from "./Suggested";

export function OwnerForm({ filters, onApply }: FormProperties) {
  const [owner, setOwner] = useState("");
  const [isNone, setNone] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const value = isNone ? null : owner;
    if (value === "") return;
    onApply({ owner: [...filters.owner.filter((each) => each !== value), value] });
  };
  return (
    <form id="add-filter" onSubmit={submit}>
      {!isNone && <OwnerField label="Project" value={owner} onChange={setOwner} />}
      <label className="check">
        <input type="checkbox" checked={isNone} onChange={(event) => setNone(event.target.checked)} />
        Without an owner
      </label>
    </form>
  );
}
