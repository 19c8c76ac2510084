/** Makes a new image, under an id of this page's choice: so a repetition after a broken connection makes no second one. */

import { useState } from "react";
import { useAddress } from "../address/useAddress";
import { useSession } from "../app/session";
import type { Failure } from "../api/errors";
import { type CreateImageInput, NewImageDocument } from "../api/generated/graphql";
import { refresh } from "../api/refresh";
import { useChange } from "../api/useChange";
import { useNotify } from "../ui/notices";
import { creationOf } from "./changes";
import { FormDialog } from "./FormDialog";
import { ImageForm } from "./ImageForm";
import { nameOf } from "./naming";
import { differences, EMPTY, entriesOf, type ImageState } from "./state";
import { newUuid } from "./uuid";

export function CreateDialog({ onClose }: { onClose: () => void }) {
  const { data: session } = useSession();
  const { replace } = useAddress();
  const notify = useNotify();
  const create = useChange(NewImageDocument);
  const [id] = useState(newUuid);
  const [draft, setDraft] = useState<ImageState>(EMPTY);
  const [refusal, setRefusal] = useState<{ failure: Failure; input: CreateImageInput } | null>(null);
  const [isSending, setSending] = useState(false);
  if (!session) return null;
  const count = differences(entriesOf(EMPTY), entriesOf(draft)).length;

  const send = async (leave: () => void) => {
    const input = { ...creationOf(EMPTY, draft), id };
    setSending(true);
    const { failure } = await create({ input });
    setSending(false);
    // Nobody else has this id: an earlier attempt, whose answer was lost, has made the image.
    const isStored = failure?.code === "CONFLICT" && failure.path?.at(-1) === "id" && refusal?.failure.isTransient;
    if (failure && !isStored) {
      setRefusal({ failure, input });
      return;
    }
    notify({ text: `Created ${nameOf({ id, name: draft.name })}.`, tone: "good" });
    leave();
    replace({ section: "images", image: id });
    onClose();
    refresh();
  };

  return (
    <FormDialog title="New image" unsaved={count} onClose={onClose}>
      {({ cancel, leave }) => (
        <ImageForm
          before={null}
          origin={EMPTY}
          draft={draft}
          setDraft={setDraft}
          session={session}
          refusal={refusal}
          isSending={isSending}
          label="Create image"
          send={() => void send(leave)}
          cancel={cancel}
        />
      )}
    </FormDialog>
  );
}
