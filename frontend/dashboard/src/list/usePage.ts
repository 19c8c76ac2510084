/** The page of images that the address names. */

import { useMemo, useRef } from "react";
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

export type Page = {
  page: Reading<ImagesPageQuery>;
  /** Whether the rows are those of the address, not of a former one. */
  isPageCurrent: boolean;
  /** No data while it is of other filters. */
  total: Reading<{ count: number }>;
};

/** The rows; the total is asked for after them, and not again for another page of the same list. */
export function usePage(view: View): Page {
  const selection = useMemo(() => selectionOf(view.filters, new Date()), [view.filters]);
  const variables = {
    ...selection,
    orderBy: orderOf(view.sort),
    names: propertyNames(view.columns),
    ...(view.before === null
      ? { first: view.pageSize, after: view.after }
      : { last: view.pageSize, before: view.before }),
  };
  const page = useRead(ImagesPageDocument, variables);
  const isPageCurrent = useIsCurrent(page, JSON.stringify(variables));
  const counted = useRead(ImagesTotalDocument, selection, { isWanted: page.data !== null });
  const isTotalCurrent = useIsCurrent(counted, JSON.stringify(selection));
  const data = isTotalCurrent && counted.data ? { count: counted.data.imagesAggregate.count } : null;
  return { page, isPageCurrent, total: { ...counted, data } };
}

/** Whether the data are an answer to these variables: the reading itself keeps the former answer until the next. */
function useIsCurrent(reading: Reading<unknown>, variables: string): boolean {
  const answered = useRef<{ readAt: Date | null; variables: string }>({ readAt: null, variables: "" });
  if (reading.readAt !== answered.current.readAt) answered.current = { readAt: reading.readAt, variables };
  return answered.current.variables === variables;
}
