/** A condition on a property. */

import { type FormEvent, useState } from "react";
import { isSameCondition } from "../address/parse";
import type { PropertyFilter } from "../address/view";
import type { FormProperties } from "./AddFilter";
import { PropertyNameField, PropertyValueField } from "./Suggested";

const OPERATORS = [
  { key: "is", label: "is", isNot: false, hasValue: true },
  { key: "is-not", label: "is not", isNot: true, hasValue: true },
  { key: "exists", label: "exists", isNot: false, hasValue: false },
  { key: "is-absent", label: "is absent", isNot: true, hasValue: false },
] as const;

export function PropertyForm({ filters, onApply }: FormProperties) {
  const [name, setName] = useState("");
  const [operator, setOperator] = useState<(typeof OPERATORS)[number]>(OPERATORS[0]);
  const [value, setValue] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name) return;
    const added = { name, values: operator.hasValue ? [value] : [], isNot: operator.isNot };
    onApply({ properties: withCondition(filters.properties, added) });
  };
  return (
    <form id="add-filter" onSubmit={submit}>
      <PropertyNameField label="Property" value={name} onChange={setName} />
      <label className="field">
        Condition
        <select
          className="input"
          value={operator.key}
          onChange={(event) => setOperator(OPERATORS.find(({ key }) => key === event.target.value)!)}
        >
          {OPERATORS.map(({ key, label }) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {operator.hasValue && <PropertyValueField label="Value" name={name} value={value} onChange={setValue} />}
    </form>
  );
}

/** A value joins those of the same condition, because an address has each condition once. */
function withCondition(before: readonly PropertyFilter[], added: PropertyFilter): PropertyFilter[] {
  const same = before.find((each) => isSameCondition(each, added));
  if (!same) return [...before, added];
  const values = [...new Set([...same.values, ...added.values])];
  return before.map((each) => (each === same ? { ...same, values } : each));
}
