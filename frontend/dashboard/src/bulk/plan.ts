/**
 * What an action does to each of many images, before it is sent: whose change it is, what it changes, which images it
 * skips and why. Nothing is read or sent here.
 */

import type {
  BulkImageFragment,
  ImagePropertyInput,
  ImageVisibility,
  SessionQuery,
  UpdateImageInput,
} from "../api/generated/graphql";
import { changeOf, type Line, linesOf } from "../editing/changes";
import { isUndoable, nextStatuses } from "../editing/rules";
import { EMPTY, type ImageState } from "../editing/state";

export type BulkImage = BulkImageFragment;

export type BulkAction =
  | { kind: "tags"; add: readonly string[]; remove: readonly string[] }
  | { kind: "properties"; set: readonly ImagePropertyInput[]; remove: readonly string[] }
  | { kind: "visibility"; visibility: ImageVisibility }
  | { kind: "hide" | "show" | "protect" | "unprotect" | "activate" | "deactivate" }
  | { kind: "delete" }
  | { kind: "share"; project: string; canShare: boolean };

export type BulkKind = BulkAction["kind"];

export type Planned = {
  readonly image: BulkImage;
  readonly lines: readonly Line[];
  /** What is sent; empty for sharing and deleting. */
  readonly input: UpdateImageInput;
  /** What brings back what was; null where nothing does. */
  readonly inverse: UpdateImageInput | null;
};

export const REASONS = {
  gone: "deleted, or no longer visible to you",
  right: "not yours to change",
  protected: "protected",
  same: "already so",
  notShared: "not of the visibility Shared",
  owner: "owned by that project",
  member: "already shared with that project",
  status: "their status cannot change to this",
  formats: "without disk or container format",
  tags: "would have too many tags",
  properties: "would have too many properties",
  members: "already shared with too many projects",
  reserved: "reserved by Glance",
} as const;

export type Reason = keyof typeof REASONS;

export type Skipped = { readonly id: string; readonly name: string | null; readonly reason: Reason };

export type Plan = { readonly planned: readonly Planned[]; readonly skipped: readonly Skipped[] };

export type Rules = {
  readonly isAdministrator: boolean;
  readonly limits: Pick<
    SessionQuery["registry"]["limits"],
    "maxTagsPerImage" | "maxPropertiesPerImage" | "maxMembersPerImage"
  >;
};

type Selected = { readonly id: string; readonly name: string | null };

/** The plan for these images, in the order of `selected`; `found` are those of them that the service still shows. */
export function planOf(
  action: BulkAction,
  selected: readonly Selected[],
  found: ReadonlyMap<string, BulkImage>,
  rules: Rules,
): Plan {
  const planned: Planned[] = [];
  const skipped: Skipped[] = [];
  for (const { id, name } of selected) {
    const image = found.get(id);
    const next = image ? planOne(action, image, rules) : "gone";
    if (typeof next === "string") skipped.push({ id, name: image?.name ?? name, reason: next });
    else planned.push(next);
  }
  return { planned, skipped };
}

function planOne(action: BulkAction, image: BulkImage, rules: Rules): Planned | Reason {
  if (image.deletedAt !== null) return "gone";
  if (action.kind === "share") return planSharing(action, image, rules);
  if (!image.viewerCanUpdate) return "right";
  if (action.kind === "delete") {
    if (image.protected) return "protected";
    return { image, input: {}, inverse: null, lines: [{ key: "image", sign: "−", text: "Deleted, can be restored" }] };
  }
  const before = stateOf(image);
  const after = changed(action, before);
  const lines = linesOf(before, after);
  if (lines.length === 0) return "same";
  const obstacle = obstacleOf(action, image, before, after, rules);
  if (obstacle) return obstacle;
  const inverse = isUndoable(before, after, rules.isAdministrator) ? changeOf(after, before) : null;
  return { image, lines, input: changeOf(before, after), inverse };
}

function planSharing(
  { project }: { project: string },
  image: BulkImage,
  { limits }: Rules,
): Planned | Reason {
  if (!image.viewerCanUpdate) return "right";
  if (image.visibility !== "SHARED") return "notShared";
  if (image.owner === project) return "owner";
  const members = image.members ?? [];
  if (members.some(({ member }) => member === project)) return "member";
  if (members.length >= limits.maxMembersPerImage) return "members";
  return { image, input: {}, inverse: null, lines: [{ key: "member", sign: "+", text: `Shared with ${project}` }] };
}

/** What the plan knows of an image; all else is the same before and after. */
function stateOf(image: BulkImage): ImageState {
  const { status, visibility, diskFormat, containerFormat, owner, hidden, tags } = image;
  const properties = Object.entries(image.propertyMap).map(([name, value]) => ({ name, value: value as string | null }));
  return { ...EMPTY, status, visibility, diskFormat, containerFormat, owner, hidden, tags, properties, protected: image.protected };
}

type FieldAction = Exclude<BulkAction, { kind: "share" | "delete" }>;

function changed(action: FieldAction, state: ImageState): ImageState {
  switch (action.kind) {
    case "tags":
      return { ...state, tags: [...new Set([...state.tags, ...action.add])].filter((tag) => !action.remove.includes(tag)) };
    case "properties": {
      const set = new Map(action.set.map(({ name, value }) => [name, value]));
      const kept = state.properties.filter(({ name }) => !set.has(name) && !action.remove.includes(name));
      return { ...state, properties: [...kept, ...action.set] };
    }
    case "visibility":
      return { ...state, visibility: action.visibility };
    case "hide":
    case "show":
      return { ...state, hidden: action.kind === "hide" };
    case "protect":
    case "unprotect":
      return { ...state, protected: action.kind === "protect" };
    case "activate":
      return { ...state, status: "ACTIVE" };
    case "deactivate":
      return { ...state, status: "DEACTIVATED" };
  }
}

/** Why the service would refuse this one, and with it the batch that it is in (docs/rules.md §2 and §3). */
function obstacleOf(
  action: FieldAction,
  image: BulkImage,
  before: ImageState,
  after: ImageState,
  { isAdministrator, limits }: Rules,
): Reason | null {
  if (after.status !== before.status) {
    if (!nextStatuses(before.status, isAdministrator).includes(after.status)) return "status";
    const isComplete = image.diskFormat !== null && image.containerFormat !== null;
    if (after.status === "ACTIVE" && before.status !== "DEACTIVATED" && image.size && !isComplete) return "formats";
  }
  if (action.kind === "tags" && isTooMany(before.tags.length, after.tags.length, limits.maxTagsPerImage)) return "tags";
  if (action.kind === "properties") {
    const [count, next] = [before, after].map(({ properties }) => properties.filter(({ name }) => !isGlances(name)).length);
    if (isTooMany(count!, next!, limits.maxPropertiesPerImage)) return "properties";
    const removesReserved = before.properties.some(({ name }) => isGlances(name) && action.remove.includes(name));
    if (removesReserved && !isAdministrator) return "reserved";
  }
  return null;
}

/** An image that has too many already may lose some. */
function isTooMany(before: number, after: number, most: number): boolean {
  return after > most && after > before;
}

function isGlances(name: string): boolean {
  return name.startsWith("os_glance");
}

/** What is read of the properties for this action: null is all of them, which the limit needs. */
export function namesFor(action: BulkAction): string[] | null {
  return action.kind === "properties" ? null : [];
}

/** Slices of at most `size`, in order. */
export function batchesOf<Item>(items: readonly Item[], size: number): Item[][] {
  const batches: Item[][] = [];
  for (let at = 0; at < items.length; at += size) batches.push(items.slice(at, at + size));
  return batches;
}

/** How many are skipped for each reason, the most first. */
export function countReasons(skipped: readonly Skipped[]): [Reason, Skipped[]][] {
  const groups = new Map<Reason, Skipped[]>();
  for (const each of skipped) groups.set(each.reason, [...(groups.get(each.reason) ?? []), each]);
  return [...groups].sort(([, one], [, other]) => other.length - one.length);
}

/** Deleting asks for a word first where much would be gone, or what every project can use. */
export function asksBeforeDeleting(planned: readonly Planned[]): boolean {
  return planned.length > 10 || planned.some(({ image }) => image.visibility === "PUBLIC");
}
