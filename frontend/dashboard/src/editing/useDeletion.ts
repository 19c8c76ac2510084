/** Deleting one image, and bringing it back. */

import { useCallback } from "react";
import { BringBackImageDocument, RemoveImageDocument } from "../api/generated/graphql";
import { refresh } from "../api/refresh";
import { useChange } from "../api/useChange";
import { useNotify } from "../ui/notices";
import { nameOf } from "./naming";
import type { Target } from "./useEditing";

type Named = Pick<Target, "id" | "name">;

/** Deletes the image if it is still as it was read, and offers to undo that. */
export function useDeletion(): (image: Named & Pick<Target, "version">) => Promise<void> {
  const remove = useChange(RemoveImageDocument);
  const restore = useRestoration();
  const notify = useNotify();
  return useCallback(
    async (image) => {
      const { failure } = await remove({ id: image.id, ifVersion: image.version });
      if (!failure) {
        notify({
          text: `Deleted ${nameOf(image)}.`,
          tone: "good",
          action: { label: "Undo", run: () => void restore(image) },
        });
      } else {
        const why = failure.code === "CONFLICT" ? "It has changed since you read it." : failure.message;
        notify({ text: `${nameOf(image)} is not deleted. ${why}`, tone: "bad" });
      }
      refresh();
    },
    [remove, restore, notify],
  );
}

/** Restores a deleted image. */
export function useRestoration(): (image: Named) => Promise<void> {
  const restore = useChange(BringBackImageDocument);
  const notify = useNotify();
  return useCallback(
    async (image) => {
      const { failure } = await restore({ id: image.id });
      if (failure) notify({ text: `${nameOf(image)} is not restored. ${failure.message}`, tone: "bad" });
      else notify({ text: `Restored ${nameOf(image)}.`, tone: "good" });
      refresh();
    },
    [restore, notify],
  );
}
