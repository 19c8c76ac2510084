/** Holds the dialog that is open above all else, so that nothing typed is lost when what lies below is read again. */

import { type ReactNode, useMemo, useState } from "react";
import { lazily } from "../ui/lazily";
import { useDeletion } from "./useDeletion";
import { type Editing, EditingContextProvider, type Target } from "./useEditing";

const CreateDialog = lazily(() => import("./CreateDialog").then(({ CreateDialog }) => CreateDialog));
const DeleteDialog = lazily(() => import("./DeleteDialog").then(({ DeleteDialog }) => DeleteDialog));
const EditDialog = lazily(() => import("./EditDialog").then(({ EditDialog }) => EditDialog));
const ShareDialog = lazily(() => import("./ShareDialog").then(({ ShareDialog }) => ShareDialog));

type Open = { kind: "create" } | { kind: "edit" | "share"; id: string } | { kind: "delete"; image: Target } | null;

export function EditingProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<Open>(null);
  const deleteNow = useDeletion();
  const editing = useMemo<Editing>(
    () => ({
      create: () => setOpen({ kind: "create" }),
      edit: (id) => setOpen({ kind: "edit", id }),
      share: (id) => setOpen({ kind: "share", id }),
      remove: (image) => {
        if (image.visibility === "PUBLIC") setOpen({ kind: "delete", image });
        else void deleteNow(image);
      },
    }),
    [deleteNow],
  );
  const close = () => setOpen(null);
  return (
    <EditingContextProvider value={editing}>
      {children}
      {open?.kind === "create" && <CreateDialog onClose={close} />}
      {open?.kind === "edit" && <EditDialog id={open.id} onClose={close} />}
      {open?.kind === "share" && <ShareDialog id={open.id} onClose={close} />}
      {open?.kind === "delete" && <DeleteDialog image={open.image} deleteNow={deleteNow} onClose={close} />}
    </EditingContextProvider>
  );
}
