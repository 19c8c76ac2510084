/** The fields of an image, as the rules let the caller change them. */

import type { ImageStatus, ImageVisibility } from "../api/generated/graphql";
import { VISIBILITIES } from "../address/view";
import type { Session } from "../app/session";
import { formatEnum } from "../ui/formats";
import { Field } from "./Field";
import { areFormatsFixed, nextStatuses, startStatuses } from "./rules";
import type { EntryKey, ImageState } from "./state";

type Properties = {
  /** As it is stored; null for a new image. */
  before: ImageState | null;
  draft: ImageState;
  change: (change: Partial<ImageState>) => void;
  errorAt: (key: EntryKey) => string | undefined;
  session: Session;
};

export function ImageFields({ before, draft, change, errorAt, session }: Properties) {
  const { isAdministrator, project } = session.viewer;
  const statuses = before ? nextStatuses(before.status, isAdministrator) : startStatuses(isAdministrator);
  const isFixed = before !== null && areFormatsFixed(before.status, isAdministrator);
  const fixed = isFixed ? "Fixed while the image can be used." : undefined;
  const ownerWithout = before || project === null ? "No project owns it." : `Your project, ${project}, owns it.`;
  const ownerHint = draft.owner === null ? ownerWithout : null;
  const needsRight = draft.visibility === "PUBLIC" && before?.visibility !== "PUBLIC" && !isAdministrator;
  return (
    <div className="form-grid">
      <Field label="Name" error={errorAt("name")}>
        {(attributes) => (
          <input
            {...attributes}
            className="input"
            value={draft.name ?? ""}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => change({ name: target.value === "" ? null : target.value })}
          />
        )}
      </Field>
      {isAdministrator && (
        <Field label="Owner" error={errorAt("owner")} hint={ownerHint}>
          {(attributes) => (
            <input
              {...attributes}
              className="input"
              value={draft.owner ?? ""}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) => change({ owner: target.value === "" ? null : target.value })}
            />
          )}
        </Field>
      )}
      <Choice
        label="Status"
        error={errorAt("status")}
        value={draft.status}
        options={statuses}
        show={formatEnum}
        set={(status) => change({ status: status as ImageStatus })}
      />
      <Choice
        label="Visibility"
        error={errorAt("visibility")}
        hint={needsRight ? "Public usually needs an administrator." : undefined}
        value={draft.visibility}
        options={VISIBILITIES}
        show={formatEnum}
        set={(visibility) => change({ visibility: visibility as ImageVisibility })}
      />
      <Choice
        label="Disk format"
        error={errorAt("diskFormat")}
        hint={fixed}
        isDisabled={isFixed}
        value={draft.diskFormat}
        options={[null, ...session.registry.diskFormats]}
        set={(diskFormat) => change({ diskFormat })}
      />
      <Choice
        label="Container format"
        error={errorAt("containerFormat")}
        hint={fixed}
        isDisabled={isFixed}
        value={draft.containerFormat}
        options={[null, ...session.registry.containerFormats]}
        set={(containerFormat) => change({ containerFormat })}
      />
      <Whole label="Minimum disk, GiB" error={errorAt("minDisk")} value={draft.minDisk} set={(minDisk) => change({ minDisk })} />
      <Whole label="Minimum memory, MiB" error={errorAt("minRam")} value={draft.minRam} set={(minRam) => change({ minRam })} />
      <Check label="Protected" hint="It cannot be deleted." value={draft.protected} set={(value) => change({ protected: value })} />
      <Check label="Hidden" hint="Lists leave it out." value={draft.hidden} set={(hidden) => change({ hidden })} />
    </div>
  );
}

type ChoiceProperties = {
  label: string;
  error: string | undefined;
  hint?: string | undefined;
  isDisabled?: boolean;
  value: string | null;
  options: readonly (string | null)[];
  show?: (value: string) => string;
  set: (value: string | null) => void;
};

/** A value that is not among the options, such as a format that is no longer configured, stays one. */
function Choice({ label, error, hint, isDisabled, value, options, show = String, set }: ChoiceProperties) {
  const all = options.includes(value) ? options : [value, ...options];
  return (
    <Field label={label} error={error} hint={hint}>
      {(attributes) => (
        <select
          {...attributes}
          className="input"
          disabled={isDisabled}
          value={all.indexOf(value)}
          onChange={({ target }) => set(all[Number(target.value)] ?? null)}
        >
          {all.map((option, at) => (
            <option key={option} value={at}>
              {option === null ? "none" : show(option)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

type WholeProperties = { label: string; error: string | undefined; value: number; set: (value: number) => void };

function Whole({ label, error, value, set }: WholeProperties) {
  return (
    <Field label={label} error={error}>
      {(attributes) => (
        <input
          {...attributes}
          className="input"
          type="number"
          min={0}
          step={1}
          value={Number.isNaN(value) ? "" : value}
          onChange={({ target }) => set(target.valueAsNumber)}
        />
      )}
    </Field>
  );
}

type CheckProperties = { label: string; hint: string; value: boolean; set: (value: boolean) => void };

function Check({ label, hint, value, set }: CheckProperties) {
  return (
    <label className="edit-check">
      <input type="checkbox" checked={value} onChange={({ target }) => set(target.checked)} />
      <span>
        {label} <span className="edit-hint">{hint}</span>
      </span>
    </label>
  );
}
