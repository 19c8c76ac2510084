/** The button that makes an image: absent where the caller may not. */

import { useSession } from "../app/session";
import { useEditing } from "./useEditing";

export function NewImage() {
  const { data } = useSession();
  const { create } = useEditing();
  if (!data?.viewer.canCreate || data.registry.readOnly) return null;
  return (
    <button type="button" className="button" onClick={create}>
      New image
    </button>
  );
}
