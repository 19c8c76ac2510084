/** Sends a planned action, and the inverse of one that has been sent. */

import { useCallback, useMemo } from "react";
import type { Failure } from "../api/errors";
import {
  AddMemberDocument,
  BringBackImageDocument,
  ChangeImagesDocument,
  RemoveImagesDocument,
  RemoveMemberDocument,
  type UpdateImageInput,
} from "../api/generated/graphql";
import { refresh } from "../api/refresh";
import { useChange } from "../api/useChange";
import { nameOf, plural } from "../editing/naming";
import { useNotify } from "../ui/notices";
import { batchesOf, type BulkAction, type BulkImage, type Planned } from "./plan";
import { run } from "./run";
import { doneText } from "./texts";

/** Ids and the versions that a change has given them. */
type Versions = Map<string, string>;

export type Sender = {
  /** How many images one request changes. */
  batchSize: (action: BulkAction) => number;
  send: (action: BulkAction, versions: Versions) => (batch: readonly Planned[]) => Promise<Failure | null>;
  /** Says what has been done, with an Undo where there is one for each image. */
  report: (action: BulkAction, done: readonly Planned[], versions: Versions) => void;
};

/** `maxBulkItems` is the service's limit for one change. */
export function useSender(maxBulkItems: number): Sender {
  const change = useChange(ChangeImagesDocument);
  const remove = useChange(RemoveImagesDocument);
  const restore = useChange(BringBackImageDocument);
  const addMember = useChange(AddMemberDocument);
  const removeMember = useChange(RemoveMemberDocument);
  const notify = useNotify();

  const update = useCallback(
    async (input: { id: string; ifVersion: string | undefined; input: UpdateImageInput }[], versions?: Versions) => {
      const { data, failure } = await change({ input });
      for (const { image } of data?.updateImages?.results ?? []) versions?.set(image.id, image.version);
      return failure;
    },
    [change],
  );

  return useMemo<Sender>(() => {
    /** Members are invited, and deletions undone, one image at a time: the API has no other way. */
    const batchSize = ({ kind }: BulkAction) => (kind === "share" ? 1 : maxBulkItems);
    const send = (action: BulkAction, versions: Versions) => async (batch: readonly Planned[]) => {
      if (action.kind === "share") {
        const { project, canShare } = action;
        return (await addMember({ imageId: batch[0]!.image.id, member: project, canShare })).failure;
      }
      if (action.kind === "delete") {
        const input = batch.map(({ image: { id, version } }) => ({ id, ifVersion: version }));
        return (await remove({ input })).failure;
      }
      const items = batch.map(({ image: { id, version }, input }) => ({ id, ifVersion: version, input }));
      return update(items, versions);
    };
    const undo = async (action: BulkAction, done: readonly Planned[], versions: Versions) => {
      const isSingle = action.kind === "share" || action.kind === "delete";
      const outcome = await run(batchesOf(done, isSingle ? 1 : maxBulkItems), {
        send: async (batch) => {
          const { id } = batch[0]!.image;
          if (action.kind === "delete") return (await restore({ id })).failure;
          if (action.kind === "share") return (await removeMember({ imageId: id, member: action.project })).failure;
          return update(
            batch.map(({ image, inverse }) => ({
              id: image.id,
              ifVersion: versions.get(image.id),
              input: inverse!,
            })),
          );
        },
      });
      const { refused } = outcome;
      const count = plural(outcome.done.length, "image");
      if (!refused) notify({ text: `${action.kind === "delete" ? "Restored" : "Undone"}: ${count}.`, tone: "good" });
      else notify({ text: `Undone: ${count}, then no more. ${refusalText(refused.item?.image ?? null, refused.failure)}`, tone: "bad" });
      refresh();
    };
    const report = (action: BulkAction, done: readonly Planned[], versions: Versions) => {
      if (done.length === 0) return;
      const isUndoable = ["share", "delete"].includes(action.kind) || done.every(({ inverse }) => inverse !== null);
      notify({
        text: doneText(action.kind, done.length),
        tone: "good",
        ...(isUndoable && { action: { label: "Undo", run: () => void undo(action, done, versions) } }),
      });
    };
    return { batchSize, send, report };
  }, [addMember, maxBulkItems, notify, remove, removeMember, restore, update]);
}

/** Which image was refused, and why. */
export function refusalText(image: Pick<BulkImage, "id" | "name"> | null, { code, path, message }: Failure): string {
  const isOutdated = code === "CONFLICT" && path?.at(-1) === "ifVersion";
  const why = isOutdated ? "It has changed since it was read." : message;
  return image ? `${nameOf(image)}: ${why}` : why;
}
