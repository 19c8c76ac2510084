/** What an action needs to know: tags, properties, a visibility, a project. Those that need nothing have no form. */

import { useEffect, useState } from "react";
import type { ImageVisibility } from "../api/generated/graphql";
import { VISIBILITIES } from "../address/view";
import { Field } from "../editing/Field";
import { PropertyRows } from "../editing/PropertyRows";
import type { Property } from "../editing/state";
import { TagsInput } from "../editing/TagsInput";
import { formatEnum } from "../ui/formats";
import type { BulkAction, BulkKind } from "./plan";

type Properties = {
  kind: BulkKind;
  /** The action, or null while something is missing. */
  set: (action: BulkAction | null) => void;
};

export function ActionForm({ kind, set }: Properties) {
  switch (kind) {
    case "tags":
      return <TagsForm set={set} />;
    case "properties":
      return <PropertiesForm set={set} />;
    case "visibility":
      return <VisibilityForm set={set} />;
    case "share":
      return <ShareForm set={set} />;
    default:
      return null;
  }
}

/** Kinds whose whole action is their name. */
export function plainAction(kind: BulkKind): BulkAction | null {
  return kind === "tags" || kind === "properties" || kind === "visibility" || kind === "share" ? null : { kind };
}

type FormProperties = Pick<Properties, "set">;

function TagsForm({ set }: FormProperties) {
  const [add, setAdd] = useState<readonly string[]>([]);
  const [remove, setRemove] = useState<readonly string[]>([]);
  const both = add.find((tag) => remove.includes(tag));
  useEffect(() => {
    const isReady = (add.length > 0 || remove.length > 0) && both === undefined;
    set(isReady ? { kind: "tags", add, remove } : null);
  }, [add, remove, both, set]);
  return (
    <div className="edit-stack">
      <TagsInput label="Add tags" tags={add} set={setAdd} />
      <TagsInput
        label="Remove tags"
        placeholder="Name a tag"
        tags={remove}
        set={setRemove}
        error={both === undefined ? undefined : `“${both}” is both added and removed.`}
      />
    </div>
  );
}

function PropertiesForm({ set }: FormProperties) {
  const [rows, setRows] = useState<readonly Property[]>([{ name: "", value: "" }]);
  const [remove, setRemove] = useState<readonly string[]>([]);
  const given = rows.filter(({ name }) => name !== "");
  const names = given.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at || remove.includes(name));
  const key = JSON.stringify([given, remove]);
  useEffect(() => {
    const isReady = (given.length > 0 || remove.length > 0) && twice === undefined;
    const properties = given.map(({ name, value }) => ({ name, value: value ?? "" }));
    set(isReady ? { kind: "properties", set: properties, remove } : null);
  }, [key, twice, set]);
  return (
    <div className="edit-stack">
      <PropertyRows
        label="Set properties"
        properties={rows}
        stored={NONE}
        set={setRows}
        errorAt={(entry) => (entry === `property:${twice}` ? "This name is given twice." : undefined)}
        isAdministrator={false}
      />
      <TagsInput label="Remove properties" placeholder="Name a property" noun="property" tags={remove} set={setRemove} />
    </div>
  );
}

const NONE: ReadonlySet<string> = new Set();

function VisibilityForm({ set }: FormProperties) {
  const [visibility, setVisibility] = useState<ImageVisibility>("PRIVATE");
  useEffect(() => set({ kind: "visibility", visibility }), [visibility, set]);
  return (
    <Field label="Visibility">
      {(attributes) => (
        <select
          {...attributes}
          className="input"
          value={visibility}
          onChange={({ target }) => setVisibility(target.value as ImageVisibility)}
        >
          {VISIBILITIES.map((each) => (
            <option key={each} value={each}>
              {formatEnum(each)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function ShareForm({ set }: FormProperties) {
  const [project, setProject] = useState("");
  const [canShare, setCanShare] = useState(false);
  const given = project.trim();
  useEffect(() => set(given ? { kind: "share", project: given, canShare } : null), [given, canShare, set]);
  return (
    <div className="edit-stack">
      <Field label="Project id" hint="Only images of the visibility Shared are shared with single projects.">
        {(attributes) => (
          <input
            {...attributes}
            className="input"
            value={project}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setProject(target.value)}
          />
        )}
      </Field>
      <label className="edit-check">
        <input type="checkbox" checked={canShare} onChange={({ target }) => setCanShare(target.checked)} />
        It may share the images with further projects
      </label>
    </div>
  );
}
