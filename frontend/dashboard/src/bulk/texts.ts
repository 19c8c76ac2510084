/** What the page says of an action on many images: it names what happens, and to how many. */

import { plural } from "../editing/naming";
import { formatEnum } from "../ui/formats";
import type { BulkAction, BulkKind } from "./plan";

const TITLES: Record<BulkKind, string> = {
  tags: "Change tags",
  properties: "Change properties",
  visibility: "Change the visibility",
  hide: "Hide images",
  show: "Show images in lists",
  protect: "Protect images",
  unprotect: "Unprotect images",
  activate: "Activate images",
  deactivate: "Deactivate images",
  share: "Share images",
  delete: "Delete images",
};

export function titleOf(kind: BulkKind): string {
  return TITLES[kind];
}

/** The label of the button that does it: `Hide 12 images`. */
export function labelOf(action: BulkAction, count: number): string {
  const images = plural(count, "image");
  switch (action.kind) {
    case "tags":
      return `Change tags of ${images}`;
    case "properties":
      return `Change properties of ${images}`;
    case "visibility":
      return `Make ${images} ${formatEnum(action.visibility).toLowerCase()}`;
    default:
      return `${formatEnum(action.kind)} ${images}`;
  }
}

const DONE: Record<BulkKind, string> = {
  tags: "Tags changed",
  properties: "Properties changed",
  visibility: "Visibility changed",
  hide: "Hidden",
  show: "Shown in lists",
  protect: "Protected",
  unprotect: "Unprotected",
  activate: "Activated",
  deactivate: "Deactivated",
  share: "Shared",
  delete: "Deleted",
};

/** What has been done: `Hidden: 12 images.` */
export function doneText(kind: BulkKind, count: number): string {
  return `${DONE[kind]}: ${plural(count, "image")}.`;
}

/** What somebody types before much is deleted. */
export function deletionWord(count: number): string {
  return `delete ${plural(count, "image")}`;
}
