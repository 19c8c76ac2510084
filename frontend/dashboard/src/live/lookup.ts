/** Reading what events only name: rows that are shown, and which other images belong to the list. */

import type { Client } from "urql";
import { selectionOf } from "../address/where";
import type { View } from "../address/view";
import { readOnce } from "../api/readOnce";
import { type ImageWhere, LiveListedDocument, LiveRowsDocument } from "../api/generated/graphql";
import { propertyNames } from "../list/columns";
import type { Row } from "../list/usePage";

/** The rows of these images, of the columns of a view; null if they cannot be read now. */
export function readRows(client: Client, ids: readonly string[], view: View): Promise<readonly Row[] | null> {
  const variables = { ids: [...ids], limit: ids.length, names: propertyNames(view.columns) };
  return new Promise((resolve) => {
    readOnce(client, LiveRowsDocument, variables, ({ data }) => resolve(data?.images ?? null));
  });
}

/** Those of these images that belong to the list of a view; null if that cannot be read now. */
export function readListed(client: Client, ids: readonly string[], view: View): Promise<readonly string[] | null> {
  const { where, ...scope } = selectionOf(view.filters, new Date());
  const variables = { where: among(ids, where), limit: ids.length, ...scope };
  return new Promise((resolve) => {
    readOnce(client, LiveListedDocument, variables, ({ data }) => resolve(data?.images.map(({ id }) => id) ?? null));
  });
}

/** Conditions stay at the top of the filter, where some of them decide about the scope (docs/rules.md). */
function among(ids: readonly string[], where: ImageWhere | null): ImageWhere {
  const isAmong: ImageWhere = { id: { in: [...ids] } };
  if (where === null) return isAmong;
  const conditions = where.and && Object.keys(where).length === 1 ? where.and : [where];
  return { and: [...conditions, isAmong] };
}
