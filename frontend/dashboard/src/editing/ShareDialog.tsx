/** The projects that an image is shared with: invite, let share further, remove. */

import { type FormEvent, useState } from "react";
import type { Failure } from "../api/errors";
import {
  AddMemberDocument,
  ChangeImageDocument,
  ChangeMemberDocument,
  ImageMembersDocument,
  type ImageMembersQuery,
  RemoveMemberDocument,
} from "../api/generated/graphql";
import { refresh } from "../api/refresh";
import { type Change, useChange } from "../api/useChange";
import { useRead } from "../api/useRead";
import { Dialog } from "../ui/Dialog";
import { FailureNote } from "../ui/FailureNote";
import { formatEnum } from "../ui/formats";
import { Field } from "./Field";
import { nameOf } from "./naming";

type Shared = NonNullable<ImageMembersQuery["image"]>;
type Member = Shared["members"][number];

export function ShareDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, failure: unread, again } = useRead(ImageMembersDocument, { id });
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isSending, setSending] = useState(false);
  const image = data?.image;
  /** Sends one change; true if it was taken. */
  const attempt = async (sent: Promise<Change<unknown>>) => {
    setSending(true);
    const answer = await sent;
    setSending(false);
    setFailure(answer.failure);
    refresh();
    return answer.failure === null;
  };
  const atMember = failure?.path?.[0] === "member" ? failure.message : undefined;
  return (
    <Dialog title={image ? `Share ${nameOf(image)}` : "Share"} onClose={onClose}>
      {unread && <FailureNote failure={unread} onRetry={again} />}
      {data && !image && <p>This image does not exist any more, or you cannot see it.</p>}
      {failure && !atMember && <FailureNote failure={failure} />}
      {image && (
        <div className="edit-stack" aria-busy={isSending}>
          {image.visibility === "SHARED" ? (
            <Invitation image={image} attempt={attempt} isSending={isSending} error={atMember} />
          ) : (
            <Unshared image={image} attempt={attempt} isSending={isSending} />
          )}
          <Members image={image} attempt={attempt} isSending={isSending} />
        </div>
      )}
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

type PartProperties = {
  image: Shared;
  attempt: (sent: Promise<Change<unknown>>) => Promise<boolean>;
  isSending: boolean;
};

function Unshared({ image, attempt, isSending }: PartProperties) {
  const change = useChange(ChangeImageDocument);
  const share = () =>
    attempt(change({ id: image.id, input: { visibility: "SHARED" }, ifVersion: image.version }));
  return (
    <div className="edit-note">
      <p>
        This image is {formatEnum(image.visibility).toLowerCase()}. Only images with the visibility Shared are shared
        with single projects.
        {image.visibility === "PUBLIC" && " All projects that are not invited then lose it."}
      </p>
      {image.viewerCanUpdate && (
        <button type="button" className="button" disabled={isSending} onClick={() => void share()}>
          Change visibility to Shared
        </button>
      )}
    </div>
  );
}

function Invitation({ image, attempt, isSending, error }: PartProperties & { error: string | undefined }) {
  const add = useChange(AddMemberDocument);
  const [project, setProject] = useState("");
  const [canShare, setCanShare] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const member = project.trim();
    if (!member || isSending) return;
    if (!(await attempt(add({ imageId: image.id, member, canShare: canShare && image.viewerCanUpdate })))) return;
    setProject("");
    setCanShare(false);
  };
  return (
    <form className="edit-stack" onSubmit={(event) => void submit(event)}>
      <Field
        label="Project id"
        error={error}
        hint="The project sees the image by its id; its lists show it after the project accepts."
      >
        {(attributes) => (
          <div className="share-add">
            <input
              {...attributes}
              className="input"
              value={project}
              autoComplete="off"
              autoFocus
              spellCheck={false}
              onChange={({ target }) => setProject(target.value)}
            />
            <button type="submit" className="button button-primary" disabled={!project.trim() || isSending}>
              Share
            </button>
          </div>
        )}
      </Field>
      {image.viewerCanUpdate && (
        <label className="edit-check">
          <input type="checkbox" checked={canShare} onChange={({ target }) => setCanShare(target.checked)} />
          It may share the image with further projects
        </label>
      )}
    </form>
  );
}

function Members({ image, attempt, isSending }: PartProperties) {
  const change = useChange(ChangeMemberDocument);
  const remove = useChange(RemoveMemberDocument);
  if (image.members.length === 0) return <p className="edit-hint">It is shared with no project.</p>;
  const one = ({ member }: Member) => ({ imageId: image.id, member });
  return (
    <ul className="edit-members" aria-label="Shared with">
      {image.members.map((each) => (
        <li key={each.member}>
          <bdi className="member-name" title={each.member}>
            {each.member}
          </bdi>
          <span className="edit-hint">{formatEnum(each.status)}</span>
          {image.viewerCanUpdate ? (
            <>
              <label className="edit-check">
                <input
                  type="checkbox"
                  checked={each.canShare}
                  disabled={isSending}
                  onChange={({ target }) => void attempt(change({ ...one(each), canShare: target.checked }))}
                />
                can share
              </label>
              <button
                type="button"
                className="button button-quiet button-danger"
                aria-label={`Remove ${each.member}`}
                disabled={isSending}
                onClick={() => void attempt(remove(one(each)))}
              >
                Remove
              </button>
            </>
          ) : (
            each.canShare && <span className="edit-hint">can share</span>
          )}
        </li>
      ))}
    </ul>
  );
}
