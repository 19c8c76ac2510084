/** A dialog for the filters that have no facet. */

import type { ComponentType } from "react";
import { useAddress } from "../address/useAddress";
import type { Filters } from "../address/view";
import { Dialog } from "../ui/Dialog";
import { ChoiceForm } from "./ChoiceForm";
import type { FormKind } from "./describe";
import { OwnerForm } from "./OwnerForm";
import { PropertyForm } from "./PropertyForm";
import { RangeForm } from "./RangeForm";
import { TagForm } from "./TagForm";
import { WhereForm } from "./WhereForm";

export type FormProperties = {
  kind: FormKind;
  filters: Filters;
  /** Applies the change and closes the dialog. */
  onApply: (change: Partial<Filters>) => void;
};

const KINDS: readonly { kind: FormKind; label: string; Form: ComponentType<FormProperties> }[] = [
  { kind: "property", label: "Property", Form: PropertyForm },
  { kind: "size", label: "Size", Form: RangeForm },
  { kind: "created", label: "Created", Form: RangeForm },
  { kind: "updated", label: "Updated", Form: RangeForm },
  { kind: "owner", label: "Owner", Form: OwnerForm },
  { kind: "tag", label: "Tag", Form: TagForm },
  { kind: "notag", label: "Without tag", Form: TagForm },
  { kind: "protected", label: "Protected", Form: ChoiceForm },
  { kind: "hidden", label: "Hidden", Form: ChoiceForm },
  { kind: "deleted", label: "Deleted", Form: ChoiceForm },
  { kind: "scope", label: "Scope", Form: ChoiceForm },
  { kind: "where", label: "Condition as JSON", Form: WhereForm },
];

type Properties = { kind: FormKind; onKind: (kind: FormKind) => void; onClose: () => void };

export function AddFilter({ kind, onKind, onClose }: Properties) {
  const { view, filter } = useAddress();
  const { Form } = KINDS.find((each) => each.kind === kind)!;
  const apply = (change: Partial<Filters>) => {
    filter(change);
    onClose();
  };
  return (
    <Dialog title="Add a filter" onClose={onClose}>
      <label className="field">
        Filter by
        <select className="input" value={kind} onChange={(event) => onKind(event.target.value as FormKind)}>
          {KINDS.map((each) => (
            <option key={each.kind} value={each.kind}>
              {each.label}
            </option>
          ))}
        </select>
      </label>
      <Form key={kind} kind={kind} filters={view.filters} onApply={apply} />
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" form="add-filter" className="button button-primary">
          Apply
        </button>
      </div>
    </Dialog>
  );
}
