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
    const undoOne = async (action: BulkAction, id: string) =>
      action.kind === "share"
        ? (await removeMember({ imageId: id, member: action.project })).failure
        : (await restore({ id })).failure;
    const undo = async (action: BulkAction, done: readonly Planned[], versions: Versions) => {
      const verb = action.kind === "delete" ? "Restor" : "Undo";
      // It takes a while, and nothing else says so.
      if (done.length > 10) notify({ text: `${verb}ing ${plural(done.length, "image")}…` });
      const failed: { image: BulkImage | null; failure: Failure }[] = [];
      const outcome = await run(batchesOf(done, isSingle(action) ? 1 : maxBulkItems), {
        send: async (batch) => {
          if (!isSingle(action)) return update(batch.map(inverseOf(versions)));
          const { image } = batch[0]!;
          const failure = await undoOne(action, image.id);
          // One image that cannot be brought back, such as a purged one, does not keep the others from it.
          if (failure && !failure.isTransient) failed.push({ image, failure });
          return failure?.isTransient ? failure : null;
        },
      });
      const { refused } = outcome;
      if (refused) failed.push({ image: refused.item?.image ?? null, failure: refused.failure });
      const [first] = failed;
      const count = outcome.done.length - failed.length + (refused ? 1 : 0);
      const text = `${verb === "Undo" ? "Undone" : "Restored"}: ${plural(count, "image")}`;
      if (!first) notify({ text: `${text}.`, tone: "good" });
      else notify({ text: `${text} of ${done.length}. ${refusalText(first.image, first.failure)}`, tone: "bad" });
      refresh();
    };
    const report = (action: BulkAction, done: readonly Planned[], versions: Versions) => {
      if (done.length === 0) return;
      const isUndoable = isSingle(action) || done.every(({ inverse }) => inverse !== null);
      notify({
        text: doneText(action.kind, done.length),
        tone: "good",
        ...(isUndoable && { action: { label: "Undo", run: () => void undo(action, done, versions) } }),
      });
    };
    return { batchSize, send, report };
  }, [addMember, maxBulkItems, notify, remove, removeMember, restore, update]);
}

/** Members are removed, and deleted images restored, one at a time: the API has no other way. */
function isSingle({ kind }: BulkAction): boolean {
  return kind === "share" || kind === "delete";
}

/** An image's inverse change, while nobody else has changed it. */
function inverseOf(versions: Versions) {
  return ({ image: { id }, inverse }: Planned) => ({ id, ifVersion: versions.get(id), input: inverse! });
}

/** Which image was refused, and why. */
export function refusalText(image: Pick<BulkImage, "id" | "name"> | null, { code, path, message }: Failure): string {
  const isOutdated = code === "CONFLICT" && path?.at(-1) === "ifVersion";
  const why = isOutdated ? "It has changed since it was read." : message;
  return image ? `${nameOf(image)}: ${why}` : why;
}
