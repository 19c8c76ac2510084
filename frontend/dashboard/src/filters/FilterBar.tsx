/** The search and the chips above the list. */

import { useEffect, useRef, useState } from "react";
import { useAddress, WITHOUT_FILTERS } from "../address/useAddress";
import { lazily } from "../ui/lazily";
import { type ActiveFilter, describeFilters, type FormKind } from "./describe";
import { SearchBox } from "./SearchBox";
import { UnknownParameters } from "./UnknownParameters";

const AddFilter = lazily(() => import("./AddFilter").then(({ AddFilter }) => AddFilter));

export function FilterBar() {
  const { view, filter, push } = useAddress();
  const [form, openForm] = useState<FormKind | null>(null);
  const active = describeFilters(view.filters);
  const chips = useRef<HTMLUListElement>(null);
  const removed = useRef<number | null>(null);
  // The chip that had the focus is gone: the next one gets it, or what is left.
  useEffect(() => {
    if (removed.current === null) return;
    const buttons = chips.current?.querySelectorAll<HTMLElement>(".chip-remove, .button") ?? [];
    (buttons[Math.min(removed.current, buttons.length - 1)] ?? document.getElementById("search"))?.focus();
    removed.current = null;
  });
  const remove = (index: number, change: () => void) => {
    removed.current = index;
    change();
  };
  return (
    <div className="filter-bar">
      <div className="filter-line">
        <SearchBox />
        <button type="button" className="button" aria-haspopup="dialog" onClick={() => openForm("property")}>
          Add filter
        </button>
      </div>
      <UnknownParameters />
      {active.length > 0 && (
        <ul ref={chips} className="chips" aria-label="Active filters">
          {active.map((each, index) => (
            <Chip
              key={each.id}
              active={each}
              onEdit={openForm}
              onRemove={() => remove(index, () => filter(each.without))}
            />
          ))}
          <li>
            <button type="button" className="button button-quiet" onClick={() => remove(0, () => push(WITHOUT_FILTERS))}>
              Clear all
            </button>
          </li>
        </ul>
      )}
      {form && <AddFilter kind={form} onKind={openForm} onClose={() => openForm(null)} />}
    </div>
  );
}

type ChipProperties = { active: ActiveFilter; onEdit: (form: FormKind) => void; onRemove: () => void };

function Chip({ active: { label, form }, onEdit, onRemove }: ChipProperties) {
  return (
    <li className="chip">
      {form ? (
        <button type="button" className="chip-label" title={`Change ${label}`} onClick={() => onEdit(form)}>
          <bdi>{label}</bdi>
        </button>
      ) : (
        <span className="chip-label" title={label}>
          <bdi>{label}</bdi>
        </span>
      )}
      <button type="button" className="chip-remove" aria-label={`Remove ${label}`} title="Remove" onClick={onRemove}>
        ✕
      </button>
    </li>
  );
}
