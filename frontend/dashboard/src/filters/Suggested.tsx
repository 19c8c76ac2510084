/** A field that suggests values which images have. Anything else can be typed too. */

import { useId } from "react";
import {
  OwnersDocument,
  PropertyNamesDocument,
  PropertyValuesDocument,
  TagsDocument,
} from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { useDebounced } from "./useDebounced";

type Field = { label: string; value: string; onChange: (value: string) => void };

function Suggested({ label, value, onChange, options }: Field & { options: readonly (string | null)[] }) {
  const list = useId();
  return (
    <label className="field">
      {label}
      <input
        className="input"
        list={list}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={list}>
        {options.map((option) => option !== null && <option key={option} value={option} />)}
      </datalist>
    </label>
  );
}

export function PropertyNameField(field: Field) {
  const prefix = useDebounced(field.value);
  const { data } = useRead(PropertyNamesDocument, { prefix: prefix || null });
  return <Suggested {...field} options={(data?.imagesAggregate.byPropertyName ?? []).map(({ key }) => key)} />;
}

export function PropertyValueField({ name, ...field }: Field & { name: string }) {
  const settled = useDebounced(name);
  const { data } = useRead(PropertyValuesDocument, { name: settled }, { isWanted: settled !== "" });
  const isOfName = data !== null && settled === name;
  return <Suggested {...field} options={isOfName ? data.imagesAggregate.byProperty.map(({ key }) => key) : []} />;
}

export function OwnerField(field: Field) {
  const { data } = useRead(OwnersDocument, {});
  return <Suggested {...field} options={(data?.imagesAggregate.byOwner ?? []).map(({ key }) => key)} />;
}

export function TagField(field: Field) {
  const { data } = useRead(TagsDocument, {});
  return <Suggested {...field} options={(data?.imagesAggregate.byTag ?? []).map(({ key }) => key)} />;
}
