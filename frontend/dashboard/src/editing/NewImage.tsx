/** The button that makes an image: absent where the caller may not. */

import { useSession } from "../app/session";
import { useCanWrite } from "../states/useCanWrite";
import { useEditing } from "./useEditing";

export function NewImage() {
  const { data } = useSession();
  const { canWrite, reason } = useCanWrite();
  const { create } = useEditing();
  if (!data?.viewer.canCreate || data.registry.readOnly) return null;
  return (
    <button
      type="button"
      className="button"
      data-action="create"
      disabled={!canWrite}
      title={reason ?? undefined}
      onClick={create}
    >
      New image
    </button>
  );
}
