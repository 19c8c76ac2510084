/** The dialogs that change images, open to the whole page. */

import { createContext, useContext } from "react";
import type { Row } from "../list/usePage";

/** What an action on one image needs to know of it. */
export type Target = Pick<
  Row,
  | "id"
  | "name"
  | "status"
  | "visibility"
  | "owner"
  | "protected"
  | "hidden"
  | "version"
  | "deletedAt"
  | "viewerCanUpdate"
  | "viewerCanDelete"
>;

export type Editing = {
  create: () => void;
  edit: (id: string) => void;
  share: (id: string) => void;
  /** Deletes, after a question where the image is public. */
  remove: (image: Target) => void;
};

const EditingContext = createContext<Editing | null>(null);

export const EditingContextProvider = EditingContext.Provider;

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error("useEditing needs an EditingProvider.");
  return editing;
}
