/** Says what the list is sorted by where no header shows it. */

import { useAddress } from "../address/useAddress";
import { COLUMN_KEYS } from "../address/view";
import { columnsOf } from "./columns";

export function HiddenSort() {
  const { view } = useAddress();
  const shown = new Set(columnsOf(view.columns).map(({ sort }) => sort));
  const hidden = view.sort.filter(({ key }) => !shown.has(key));
  if (!hidden.length) return null;
  const words = hidden.map(({ key, isDescending }) => `${labelOf(key)} ${isDescending ? "↓" : "↑"}`);
  return (
    <span className="hidden-sort" title="The list is sorted by what no column shows">
      Sorted by {words.join(", ")}
    </span>
  );
}

function labelOf(key: string): string {
  const column = columnsOf(COLUMN_KEYS).find(({ sort }) => sort === key);
  return column && !key.startsWith("p.") ? column.label : key.replace(/^p\./, "");
}
