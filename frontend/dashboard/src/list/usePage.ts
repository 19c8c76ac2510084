/** The page of images that the address names. */

import { useMemo } from "react";
import { orderOf, selectionOf } from "../address/where";
import type { View } from "../address/view";
import {
  type ImageRowFragment,
  type ImagesPageQuery,
  ImagesPageDocument,
  ImagesTotalDocument,
} from "../api/generated/graphql";
import { type Reading, useRead } from "../api/useRead";
import { propertyNames } from "./columns";

export type Row = ImageRowFragment;

/** The rows; the total is asked for after them, and not again for another page of the same list. */
export function usePage(view: View): { page: Reading<ImagesPageQuery>; total: Reading<{ count: number }> } {
  const selection = useMemo(() => selectionOf(view.filters, new Date()), [view.filters]);
  const page = useRead(ImagesPageDocument, {
    ...selection,
    orderBy: orderOf(view.sort),
    names: propertyNames(view.columns),
    ...(view.before === null
      ? { first: view.pageSize, after: view.after }
      : { last: view.pageSize, before: view.before }),
  });
  const counted = useRead(ImagesTotalDocument, selection, { isWanted: page.data !== null });
  const total = { ...counted, data: counted.data && { count: counted.data.imagesAggregate.count } };
  return { page, total };
}
