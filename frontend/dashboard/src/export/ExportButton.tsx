/** The button that opens the export of what the list shows or of what is selected. */

import { useState } from "react";
import { lazily } from "../ui/lazily";

const ExportDialog = lazily(() => import("./ExportDialog").then(({ ExportDialog }) => ExportDialog));

export function ExportButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Export
      </button>
      {isOpen && <ExportDialog onClose={() => setOpen(false)} />}
    </>
  );
}
