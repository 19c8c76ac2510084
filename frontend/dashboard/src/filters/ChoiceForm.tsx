/** A filter with few answers: protected, hidden, deleted, scope. */

import { type FormEvent, useState } from "react";
import type { Filters } from "../address/view";
import type { FormProperties } from "./AddFilter";

type Option = { label: string; change: Partial<Filters> };

const OPTIONS: Record<string, { legend: string; options: readonly Option[] }> = {
  protected: {
    legend: "Protected images cannot be deleted.",
    options: [
      { label: "Only protected ones", change: { protected: true } },
      { label: "Only those that are not protected", change: { protected: false } },
      { label: "Both", change: { protected: null } },
    ],
  },
  hidden: {
    legend: "Hidden images are left out of lists.",
    options: [
      { label: "Only hidden ones", change: { hidden: true } },
      { label: "Only those that are not hidden", change: { hidden: false } },
      { label: "As lists do", change: { hidden: null } },
    ],
  },
  deleted: {
    legend: "Deleted images can be restored until they are purged.",
    options: [
      { label: "Only deleted ones", change: { deleted: "only" } },
      { label: "Deleted ones with the others", change: { deleted: "also" } },
      { label: "Without deleted ones", change: { deleted: "no" } },
    ],
  },
  scope: {
    legend: "What the list draws from.",
    options: [
      { label: "All that you can see, also hidden, community and not accepted ones", change: { isVisibleScope: true } },
      { label: "What is listed for your project", change: { isVisibleScope: false } },
    ],
  },
};

export function ChoiceForm({ kind, filters, onApply }: FormProperties) {
  const { legend, options } = OPTIONS[kind]!;
  const current = options.findIndex(({ change }) =>
    Object.entries(change).every(([key, value]) => filters[key as keyof Filters] === value),
  );
  // The last option is no filter, which nobody opens the dialog for.
  const [chosen, choose] = useState(current === options.length - 1 ? 0 : current);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onApply(options[chosen]!.change);
  };
  return (
    <form id="add-filter" onSubmit={submit}>
      <fieldset className="choices">
        <legend>{legend}</legend>
        {options.map(({ label }, index) => (
          <label key={label}>
            <input type="radio" name="choice" checked={chosen === index} onChange={() => choose(index)} />
            {label}
          </label>
        ))}
      </fieldset>
    </form>
  );
}
