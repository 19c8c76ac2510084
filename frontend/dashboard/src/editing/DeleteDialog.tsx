/** Deletes a public image when its name is typed: every project may be using it. */

import { type FormEvent, useState } from "react";
import { Dialog } from "../ui/Dialog";
import { nameOf } from "./naming";
import type { Target } from "./useEditing";

type Properties = { image: Target; deleteNow: (image: Target) => Promise<void>; onClose: () => void };

export function DeleteDialog({ image, deleteNow, onClose }: Properties) {
  const [typed, setTyped] = useState("");
  // What an input cannot hold, nobody can type.
  const expected = (image.name?.replace(/[\r\n]/g, "") || image.id).trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== expected) return;
    onClose();
    void deleteNow(image);
  };
  return (
    <Dialog title={`Delete ${nameOf(image)}`} onClose={onClose}>
      <form className="edit-stack" onSubmit={submit}>
        <p>This image is public: every project can use it. The deletion can be undone until the image is purged.</p>
        <label className="edit-field">
          <span>
            Type <code>{expected}</code> to delete it
          </span>
          <input
            className="input"
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-danger" disabled={typed.trim() !== expected}>
            Delete
          </button>
        </div>
      </form>
    </Dialog>
  );
}
