/** What a click on a row's checkbox selects. */

type WithId = { id: string };

/** The rows from the one that was clicked last to this one, in either direction; without one, this row alone. */
export function span<Row extends WithId>(rows: readonly Row[], anchor: string | null, id: string): readonly Row[] {
  const end = rows.findIndex((row) => row.id === id);
  const start = rows.findIndex((row) => row.id === anchor);
  if (start < 0) return rows.slice(end, end + 1);
  return rows.slice(Math.min(start, end), Math.max(start, end) + 1);
}

/** Rows of a page that are selected in a version that is no longer theirs. */
export function outdated<Row extends WithId & { version: string }>(
  rows: readonly Row[],
  selected: ReadonlyMap<string, Row>,
): Row[] {
  return rows.filter((row) => {
    const known = selected.get(row.id);
    return known !== undefined && known.version !== row.version;
  });
}
