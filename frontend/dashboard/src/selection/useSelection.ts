/** The images that are selected: by id, with the row as it was last read. They outlive paging, sorting and refreshes. */

import { createContext, useContext } from "react";
import type { Row } from "../list/usePage";

export type Selected = {
  rows: ReadonlyMap<string, Row>;
  has: (id: string) => boolean;
  /** Selects these rows, or with `isSelected` false takes them out. */
  set: (rows: readonly Row[], isSelected: boolean) => void;
  clear: () => void;
};

const SelectionContext = createContext<Selected | null>(null);

export const SelectionProvider = SelectionContext.Provider;

export function useSelection(): Selected {
  const selected = useContext(SelectionContext);
  if (!selected) throw new Error("useSelection needs a SelectionProvider.");
  return selected;
}
