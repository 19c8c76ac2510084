/** Keeps the selection above all sections, so that neither paging nor another view loses it. */

import { type ReactNode, useMemo, useState } from "react";
import type { Row } from "../list/usePage";
import { type Selected, SelectionProvider } from "./useSelection";

export function Selection({ children }: { children: ReactNode }) {
  const [rows, setRows] = useState<ReadonlyMap<string, Row>>(new Map());
  const selected = useMemo<Selected>(
    () => ({
      rows,
      has: (id) => rows.has(id),
      set: (changed, isSelected) =>
        setRows((before) => {
          const next = new Map(before);
          for (const row of changed) {
            if (isSelected) next.set(row.id, row);
            else next.delete(row.id);
          }
          return next;
        }),
      clear: () => setRows(new Map()),
    }),
    [rows],
  );
  return <SelectionProvider value={selected}>{children}</SelectionProvider>;
}
