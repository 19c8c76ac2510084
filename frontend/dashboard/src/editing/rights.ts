/** What the caller may do with an image, and why not the rest (docs/rules.md §5 and §6). */

import type { Session } from "../app/session";
import type { Target } from "./useEditing";

export type Rights = {
  canUpdate: boolean;
  canDelete: boolean;
  canRestore: boolean;
  /** One sentence if something is missing, or null. */
  reason: string | null;
};

export function whyNot(image: Target, { viewer, registry }: Session): Rights {
  const isOwn = viewer.isAdministrator || (viewer.project !== null && image.owner === viewer.project);
  const isDeleted = image.deletedAt !== null;
  const none = { canUpdate: false, canDelete: false, canRestore: false };
  if (registry.readOnly) return { ...none, reason: "This registry is read-only: nothing can be changed here." };
  if (!isOwn && viewer.project === null) {
    return { ...none, reason: "You have no project, so you can read images, and change none." };
  }
  if (!isOwn) {
    const whose = image.owner === null ? "Only administrators" : `Only its owner, \u2068${image.owner}\u2069, and administrators`;
    return { ...none, reason: `${whose} change this image.` };
  }
  if (isDeleted) return { ...none, canRestore: true, reason: "A deleted image cannot be changed until it is restored." };
  const { viewerCanUpdate: canUpdate, viewerCanDelete: canDelete } = image;
  const isKept = canUpdate && !canDelete && image.protected;
  return { ...none, canUpdate, canDelete, reason: isKept ? "Protected: it cannot be deleted until it is unprotected." : null };
}
