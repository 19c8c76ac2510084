/** Titles of groups and labels of their values. */

import { formatEnum } from "../ui/formats";
import { type Group, isProperty, nameOf, OS_GROUP, type Value } from "./groups";

const TITLES = {
  status: "Status",
  visibility: "Visibility",
  disk: "Disk format",
  container: "Container format",
  owner: "Owner",
  created: "Created",
  tag: "Tags",
  names: "Properties",
} as const;

export function titleOf(group: Group): string {
  if (group === OS_GROUP) return "OS";
  return isProperty(group) ? nameOf(group) : TITLES[group];
}

/** A value as people read it; an empty text differs from no value. */
export function labelOf(group: Group, value: Value): string {
  if (value === null) return group === "tag" ? "no tags" : "none";
  if (value === "") return "(empty)";
  return group === "status" || group === "visibility" ? formatEnum(value) : value;
}
