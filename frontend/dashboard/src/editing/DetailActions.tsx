/** What can be done with the image of the drawer; and in one line, why something cannot. */

import { useSession } from "../app/session";
import { useCanWrite } from "../states/useCanWrite";
import { whyNot } from "./rights";
import { useEditing, type Target } from "./useEditing";
import { useRestoration } from "./useDeletion";
import { useMembership } from "./useMembership";
import { useUpdate } from "./useUpdate";

export function DetailActions({ image }: { image: Target }) {
  const { data: session } = useSession();
  const editing = useEditing();
  const update = useUpdate();
  const restore = useRestoration();
  const canPassOn = useMembership(image);
  if (!session) return null;
  const { canUpdate, canDelete, canRestore, reason } = whyNot(image, session);
  const flip = (input: { hidden: boolean } | { protected: boolean }, done: string) => {
    const [[field, value]] = Object.entries(input) as [[string, boolean]];
    void update(image, { input, done, inverse: { [field]: !value } });
  };
  const setStatus = (status: "ACTIVE" | "DEACTIVATED", done: string) =>
    void update(image, { input: { status }, done, inverse: { status: image.status } });
  return (
    <div className="detail-actions">
      <div className="edit-actions" role="group" aria-label="Actions">
        {canUpdate && <Action primary label="Edit" run={() => editing.edit(image.id)} />}
        {(canUpdate || canPassOn) && <Action label="Share…" run={() => editing.share(image.id)} />}
        {canUpdate && !image.hidden && <Action label="Hide" run={() => flip({ hidden: true }, "Hidden")} />}
        {canUpdate && image.hidden && <Action label="Show" run={() => flip({ hidden: false }, "Shown in lists")} />}
        {canUpdate && !image.protected && (
          <Action label="Protect" run={() => flip({ protected: true }, "Protected")} />
        )}
        {canUpdate && image.protected && (
          <Action label="Unprotect" run={() => flip({ protected: false }, "Unprotected")} />
        )}
        {canUpdate && image.status === "ACTIVE" && (
          <Action label="Deactivate" run={() => setStatus("DEACTIVATED", "Deactivated")} />
        )}
        {canUpdate && (image.status === "DEACTIVATED" || image.status === "PENDING_DELETE") && (
          <Action label="Activate" run={() => setStatus("ACTIVE", "Activated")} />
        )}
        {canDelete && <Action danger label="Delete" run={() => editing.remove(image)} />}
        {canRestore && <Action primary label="Restore" run={() => void restore(image)} />}
      </div>
      {reason && <p className="edit-reason">{reason}</p>}
    </div>
  );
}

type ActionProperties = { label: string; run: () => void; primary?: boolean; danger?: boolean };

function Action({ label, run, primary, danger }: ActionProperties) {
  const look = primary ? " button-primary" : danger ? " button-danger" : "";
  const { canWrite, reason } = useCanWrite();
  return (
    <button
      type="button"
      className={`button${look}`}
      data-action={label.toLowerCase()}
      data-key={label === "Edit" ? "edit" : undefined}
      disabled={!canWrite}
      title={reason ?? undefined}
      onClick={run}
    >
      {label}
    </button>
  );
}
