/** Edits one image: sends what differs from the version that was read, and settles it if somebody was faster. */

import { useEffect, useState } from "react";
import { useSession } from "../app/session";
import type { Failure } from "../api/errors";
import {
  ChangeImageDocument,
  type EditedImageFragment,
  ImageToEditDocument,
  type UpdateImageInput,
} from "../api/generated/graphql";
import { refresh } from "../api/refresh";
import { useAsk } from "../api/useAsk";
import { useChange } from "../api/useChange";
import { Dialog } from "../ui/Dialog";
import { FailureNote } from "../ui/FailureNote";
import { changeOf } from "./changes";
import { ConflictPanel } from "./ConflictPanel";
import { FormDialog } from "./FormDialog";
import { ImageForm } from "./ImageForm";
import { nameOf, plural } from "./naming";
import { isUndoable } from "./rules";
import { differences, entriesOf, type ImageState } from "./state";
import { useUndo } from "./useUpdate";

type Properties = { id: string; onClose: () => void };

const GONE: Failure = {
  code: "NOT_FOUND",
  message: "This image does not exist any more, or you cannot see it.",
  path: null,
  requestId: null,
  isTransient: false,
};

export function EditDialog({ id, onClose }: Properties) {
  const [image, setImage] = useState<EditedImageFragment | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const ask = useAsk(ImageToEditDocument);
  const read = async () => {
    setFailure(null);
    const answer = await ask({ id });
    setImage(answer.data?.image ?? null);
    setFailure(answer.failure ?? (answer.data.image ? null : GONE));
  };
  // Read once: what others change while the form is open is found when it is sent.
  useEffect(() => void read(), [id]);
  if (image) return <Form image={image} onClose={onClose} />;
  return (
    <Dialog title="Edit image" onClose={onClose} isWide>
      {failure ? (
        <FailureNote failure={failure} onRetry={failure === GONE ? undefined : () => void read()} />
      ) : (
        <p className="edit-hint">Reading the image…</p>
      )}
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

type Refusal = { failure: Failure; input: UpdateImageInput };

function Form({ image, onClose }: { image: EditedImageFragment; onClose: () => void }) {
  const { data: session } = useSession();
  const [before, setBefore] = useState(image);
  const [draft, setDraft] = useState<ImageState>(image);
  const [theirs, setTheirs] = useState<EditedImageFragment | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isSending, setSending] = useState(false);
  const change = useChange(ChangeImageDocument);
  const ask = useAsk(ImageToEditDocument);
  const offerUndo = useUndo();
  if (!session) return null;
  const count = differences(entriesOf(before), entriesOf(draft)).length;

  const send = async (from: EditedImageFragment, to: ImageState) => {
    const input = changeOf(from, to);
    setSending(true);
    const { data, failure } = await change({ id: from.id, input, ifVersion: from.version });
    if (!failure) {
      const after = data.updateImage!.image;
      const inverse = isUndoable(from, after, session.viewer.isAdministrator) ? changeOf(after, from) : null;
      offerUndo(after, `Saved ${plural(data.updateImage!.changedFields.length, "change")} of ${nameOf(after)}.`, inverse, after.version);
      refresh();
      onClose();
      return;
    }
    if (failure.code === "CONFLICT" && failure.path?.[0] === "ifVersion") await readTheirs();
    else setRefusal({ failure, input });
    setSending(false);
  };
  const readTheirs = async () => {
    const { data, failure } = await ask({ id: image.id });
    const found = data?.image ?? null;
    setTheirs(found);
    setRefusal(found ? null : { failure: failure ?? GONE, input: {} });
  };
  /** Goes on from their version: as a form, or by sending what there is to send. */
  const settle = (settled: ImageState, isSent: boolean) => {
    if (!theirs) return;
    setBefore(theirs);
    setDraft(settled);
    setTheirs(null);
    if (!isSent) return;
    if (differences(entriesOf(theirs), entriesOf(settled)).length > 0) void send(theirs, settled);
    else onClose();
  };

  return (
    <FormDialog title={`Edit ${nameOf(before)}`} unsaved={count} onClose={onClose}>
      {({ cancel }) =>
        theirs ? (
          <ConflictPanel before={before} yours={draft} theirs={theirs} settle={settle} cancel={cancel} />
        ) : (
          <ImageForm
            before={before}
            origin={before}
            draft={draft}
            setDraft={setDraft}
            session={session}
            refusal={refusal}
            isSending={isSending}
            label={count > 0 ? `Save ${plural(count, "change")}` : "Save"}
            send={() => void send(before, draft)}
            cancel={cancel}
          />
        )
      }
    </FormDialog>
  );
}
