/** A dialog with a form that may hold unsaved changes: Escape, Cancel and Back ask before these are lost. */

import { type ReactNode, useState } from "react";
import { Dialog } from "../ui/Dialog";
import { plural } from "./naming";
import { useBackGuard } from "./useBackGuard";

type Properties = {
  title: string;
  /** How many changes would be lost. */
  unsaved: number;
  onClose: () => void;
  /** The form; `cancel` closes it, after a question if something is unsaved, and `leave` as `useBackGuard` says. */
  children: (controls: { cancel: () => void; leave: () => void }) => ReactNode;
};

export function FormDialog({ title, unsaved, onClose, children }: Properties) {
  const [isLeaving, setLeaving] = useState(false);
  const cancel = () => {
    if (unsaved > 0) setLeaving(true);
    else onClose();
  };
  const guard = useBackGuard(cancel, unsaved > 0);
  const keep = () => {
    guard.stay();
    setLeaving(false);
  };
  return (
    <Dialog title={title} onClose={isLeaving ? keep : cancel} isWide>
      {children({ cancel, leave: guard.leave })}
      {isLeaving && (
        <div className="leaving" role="alertdialog" aria-label="Unsaved changes">
          <p>
            {unsaved === 1 ? "1 change is" : `${plural(unsaved, "change")} are`} not saved.
          </p>
          <button type="button" className="button button-danger" onClick={onClose}>
            Discard {plural(unsaved, "change")}
          </button>
          <button type="button" className="button button-primary" autoFocus onClick={keep}>
            Keep editing
          </button>
        </div>
      )}
    </Dialog>
  );
}
