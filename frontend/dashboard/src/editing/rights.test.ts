import { expect, test } from "vitest";
import type { Session } from "../app/session";
import { whyNot } from "./rights";
import type { Target } from "./useEditing";

const IMAGE: Target = {
  id: "1",
  name: "a",
  status: "ACTIVE",
  visibility: "PUBLIC",
  owner: "own",
  protected: false,
  hidden: false,
  version: "v",
  deletedAt: null,
  viewerCanUpdate: true,
  viewerCanDelete: true,
};

function session(project: string | null, { isAdministrator = false, readOnly = false } = {}): Session {
  return {
    viewer: { project, user: null, roles: [], isAdministrator, canCreate: true },
    registry: { readOnly } as Session["registry"],
  };
}

const NOT_MINE: Target = { ...IMAGE, viewerCanUpdate: false, viewerCanDelete: false };
const DELETED: Target = { ...NOT_MINE, deletedAt: "2026-11-30T00:00:00Z" };

test.each<[string, Target, Session, string, RegExp | null]>([
  ["the owner", IMAGE, session("own"), "update delete", null],
  ["the owner of a protected image", { ...IMAGE, protected: true, viewerCanDelete: false }, session("own"), "update", /^Protected/],
  ["another project", NOT_MINE, session("other"), "", /its owner, .own.,/],
  ["another project of an image without owner", { ...NOT_MINE, owner: null }, session("other"), "", /^Only administrators/],
  ["a caller without a project", NOT_MINE, session(null), "", /no project/],
  ["an administrator", { ...IMAGE, owner: null }, session(null, { isAdministrator: true }), "update delete", null],
  ["everybody, where nothing can be changed", IMAGE, session("own", { readOnly: true }), "", /read-only/],
  ["the owner of a deleted image", DELETED, session("own"), "restore", /restored/],
  ["another project, of a deleted image", DELETED, session("other"), "", /its owner/],
])("%s", (_who, image, who, expected, reason) => {
  const rights = whyNot(image, who);
  const { canUpdate, canDelete, canRestore } = rights;
  expect([canUpdate && "update", canDelete && "delete", canRestore && "restore"].filter(Boolean).join(" ")).toBe(expected);
  if (reason) expect(rights.reason).toMatch(reason);
  else expect(rights.reason).toBeNull();
});
