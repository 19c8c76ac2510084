/** The form of an image and what it will change: the same for a new image and for one that there is. */

import { type FormEvent, useMemo } from "react";
import { type Session } from "../app/session";
import type { Failure } from "../api/errors";
import { FailureNote } from "../ui/FailureNote";
import { linesOf } from "./changes";
import { ImageFields } from "./ImageFields";
import { Preview } from "./Preview";
import { PropertyRows } from "./PropertyRows";
import { entryOf, problemsOf } from "./rules";
import { type EntryKey, type ImageState, labelOf } from "./state";
import { TagsInput } from "./TagsInput";

type Properties = {
  /** As it is stored; null for a new image. */
  before: ImageState | null;
  /** What the changes are counted from. */
  origin: ImageState;
  draft: ImageState;
  setDraft: (draft: ImageState) => void;
  session: Session;
  /** Why it was not taken, with the input that was sent. */
  refusal: { failure: Failure; input: unknown } | null;
  isSending: boolean;
  label: string;
  send: () => void;
  cancel: () => void;
};

export function ImageForm(form: Properties) {
  const { before, origin, draft, setDraft, session, refusal, isSending, label, send, cancel } = form;
  const problems = useMemo(() => problemsOf(draft), [draft]);
  const lines = useMemo(
    // Nothing goes where nothing was.
    () => linesOf(origin, draft).filter(({ sign }) => before !== null || sign === "+"),
    [before, origin, draft],
  );
  const stored = useMemo(() => new Set(before?.properties.map(({ name }) => name)), [before]);
  const refused = refusal ? entryOf(refusal.failure, refusal.input) : null;
  const isShownAtField = refusal !== null && refused !== null && isShown(refused, draft);
  const errorAt = (key: EntryKey) => problems.get(key) ?? (refused === key ? refusal?.failure.message : undefined);
  const change = (part: Partial<ImageState>) => setDraft({ ...draft, ...part });
  const tagError = errorAt("tags") ?? (refused?.startsWith("tag:") ? refusal?.failure.message : undefined);
  const isReady = !isSending && problems.size === 0 && (before === null || lines.length > 0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) send();
  };
  return (
    <form className="image-form" onSubmit={submit} noValidate>
      {refusal && !isShownAtField && <FailureNote failure={refusal.failure} />}
      <div className="image-form-fields">
        <ImageFields before={before} draft={draft} change={change} errorAt={errorAt} session={session} />
        <TagsInput label="Tags" tags={draft.tags} set={(tags) => change({ tags })} error={tagError} />
        <PropertyRows
          properties={draft.properties}
          stored={stored}
          set={(properties) => change({ properties })}
          errorAt={errorAt}
          isAdministrator={session.viewer.isAdministrator}
        />
      </div>
      <Preview lines={lines} empty={before ? "Nothing yet." : "An image with no name and no properties."} />
      <div className="dialog-buttons">
        {isShownAtField && (
          <p className="field-error" role="alert">
            Not saved: see {labelOf(refused)}. <code>{refusal.failure.code}</code>
          </p>
        )}
        <button type="button" className="button" onClick={cancel}>
          Cancel
        </button>
        <button type="submit" className="button button-primary" disabled={!isReady} aria-busy={isSending}>
          {label}
        </button>
      </div>
    </form>
  );
}

/** Whether the form has a place for this entry: a tag or property that was removed has none. */
function isShown(key: EntryKey, draft: ImageState): boolean {
  if (!key.startsWith("property:")) return true;
  return draft.properties.some(({ name }) => `property:${name}` === key);
}
