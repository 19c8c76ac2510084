/** Properties as rows of name and value, both suggested from what other images have. */

import { useEffect, useId, useRef, useState } from "react";
import { NamesInUseDocument, ValuesInUseDocument } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { FieldError } from "./Field";
import type { EntryKey, Property } from "./state";

type Properties = {
  label?: string;
  properties: readonly Property[];
  /** Names of those that are stored. */
  stored: ReadonlySet<string>;
  set: (properties: readonly Property[]) => void;
  errorAt: (key: EntryKey) => string | undefined;
  isAdministrator: boolean;
};

/** Glance's own: the API lets nobody set them, and administrators remove them (docs/rules.md §2). */
const isReserved = (name: string) => name.startsWith("os_glance");

export function PropertyRows(given: Properties) {
  const { label = "Properties", properties, stored, set, errorAt, isAdministrator } = given;
  const lists = useId();
  const [asked, setAsked] = useState<string | null>(null);
  const { data: names } = useRead(NamesInUseDocument, {});
  const { data: values } = useRead(ValuesInUseDocument, { name: asked ?? "" }, { isWanted: Boolean(asked) });
  const group = useRef<HTMLDivElement>(null);
  const added = useRef(false);
  useEffect(() => {
    if (!added.current) return;
    added.current = false;
    [...(group.current?.querySelectorAll<HTMLInputElement>("input[data-name]") ?? [])].at(-1)?.focus();
  }, [properties.length]);
  const put = (at: number, change: Partial<Property>) =>
    set(properties.map((each, index) => (index === at ? { ...each, ...change } : each)));
  const remove = (at: number) => {
    set(properties.filter((_each, index) => index !== at));
    group.current?.querySelector<HTMLElement>("[data-add]")?.focus();
  };
  return (
    <div className="edit-properties" role="group" aria-label={label} ref={group}>
      <p className="group-label">{label}</p>
      {errorAt("properties") && <FieldError text={errorAt("properties")!} />}
      {properties.map(({ name, value }, at) => {
        const error = errorAt(`property:${name}`);
        const isFixed = isReserved(name) && stored.has(name);
        const attributes = {
          className: "input",
          autoComplete: "off",
          spellCheck: false,
          disabled: isFixed,
          "aria-invalid": error ? true : undefined,
        };
        const valueAttributes = {
          ...attributes,
          "aria-label": `Value of ${name || "the property"}`,
          value: value ?? "",
          onFocus: () => setAsked(name),
        };
        return (
          // Rows are only what the draft says, so their place is all that they are.
          <div className="edit-property" key={at}>
            <input
              {...attributes}
              data-name
              aria-label={`Name of property ${at + 1}`}
              placeholder="name"
              list={`${lists}-names`}
              value={name}
              onChange={({ target }) => put(at, { name: target.value })}
            />
            {value?.includes("\n") ? (
              <textarea {...valueAttributes} rows={3} onChange={({ target }) => put(at, { value: target.value })} />
            ) : (
              <input
                {...valueAttributes}
                placeholder="value"
                list={asked === name ? `${lists}-values` : undefined}
                onChange={({ target }) => put(at, { value: target.value })}
              />
            )}
            <button
              type="button"
              className="button button-quiet"
              aria-label={`Remove ${name || "the property"}`}
              disabled={isFixed && !isAdministrator}
              onClick={() => remove(at)}
            >
              ✕
            </button>
            {error && <FieldError text={error} />}
          </div>
        );
      })}
      <button
        type="button"
        className="button"
        data-add
        onClick={() => {
          added.current = true;
          set([...properties, { name: "", value: "" }]);
        }}
      >
        Add property
      </button>
      <Suggestions id={`${lists}-names`} keys={names?.imagesAggregate.byPropertyName} />
      <Suggestions id={`${lists}-values`} keys={values?.imagesAggregate.byProperty} />
    </div>
  );
}

/** Those with a value, as options of an input. */
export function Suggestions({ id, keys = [] }: { id: string; keys?: readonly { key: string | null }[] | undefined }) {
  return (
    <datalist id={id}>
      {keys.map(({ key }) => key !== null && <option key={key} value={key} />)}
    </datalist>
  );
}
