/** Changing one image without a form, such as hiding it, and undoing a change. */

import { useCallback } from "react";
import { ChangeImageDocument, type UpdateImageInput } from "../api/generated/graphql";
import { refresh } from "../api/refresh";
import { useChange } from "../api/useChange";
import { useNotify } from "../ui/notices";
import { nameOf } from "./naming";

type Known = { id: string; name: string | null };

export type Update = {
  input: UpdateImageInput;
  /** What has been done, such as `Hidden`. */
  done: string;
  /** The inverse change; null where it would not bring back what was. */
  inverse: UpdateImageInput | null;
};

/** Changes single fields, whatever else has changed, and offers to undo that. */
export function useUpdate(): (image: Known, update: Update) => Promise<void> {
  const change = useChange(ChangeImageDocument);
  const offerUndo = useUndo();
  const notify = useNotify();
  return useCallback(
    async (image, { input, done, inverse }) => {
      const { data, failure } = await change({ id: image.id, input });
      if (failure) notify({ text: `${nameOf(image)} is not changed. ${failure.message}`, tone: "bad" });
      else offerUndo(image, `${done}: ${nameOf(image)}.`, inverse, data.updateImage?.image.version);
      refresh();
    },
    [change, offerUndo, notify],
  );
}

/** Says what has been done; with an inverse change also offers it, as long as nobody else changes the image. */
export function useUndo(): (
  image: Known,
  text: string,
  inverse: UpdateImageInput | null,
  version: string | undefined,
) => void {
  const change = useChange(ChangeImageDocument);
  const notify = useNotify();
  return useCallback(
    (image, text, inverse, version) => {
      const undo = async () => {
        const { data, failure } = await change({ id: image.id, input: inverse!, ifVersion: version });
        if (!failure) notify({ text: `Undone: ${nameOf(data.updateImage?.image ?? image)} is as it was.`, tone: "good" });
        else {
          const why = failure.code === "CONFLICT" ? "It has changed again since." : failure.message;
          notify({ text: `Not undone: ${nameOf(image)}. ${why}`, tone: "bad" });
        }
        refresh();
      };
      const isUndoable = inverse !== null && version !== undefined;
      notify({ text, tone: "good", ...(isUndoable && { action: { label: "Undo", run: () => void undo() } }) });
    },
    [change, notify],
  );
}
