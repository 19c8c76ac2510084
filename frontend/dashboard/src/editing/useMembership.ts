/** Whether the caller, who does not own an image, may share it further. */

import { useSession } from "../app/session";
import { ImageMembersDocument } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import type { Target } from "./useEditing";

/** Accepted members with `canShare` add members to a shared image (docs/rules.md §7). */
export function useMembership(image: Target): boolean {
  const { data: session } = useSession();
  const project = session?.viewer.project ?? null;
  const isCandidate =
    project !== null &&
    project !== image.owner &&
    !image.viewerCanUpdate &&
    image.deletedAt === null &&
    image.visibility === "SHARED" &&
    session?.registry.readOnly === false;
  const { data } = useRead(ImageMembersDocument, { id: image.id }, { isWanted: isCandidate });
  const own = data?.image?.members.find(({ member }) => member === project);
  return isCandidate && own?.status === "ACCEPTED" && own.canShare;
}
