/** Whether anything can be changed now, and if not, why. */

import { useSession } from "../app/session";
import type { Session } from "../app/session";
import { type Health, useHealth } from "../api/health";

export type CanWrite = { canWrite: boolean; /** One line; null if it can, or while it is not known. */ reason: string | null };

const YES: CanWrite = { canWrite: true, reason: null };

/** What stands against every change: the connection, the database, or the caller. */
export function canWrite(session: Session | null, { reach, refusal, isOutdated, isReadOnly }: Health): CanWrite {
  if (reach !== "good") return no("The service does not answer. Changes are possible again when it does.");
  if (refusal) return no("The service does not accept your credentials. Changes are possible after signing in.");
  if (isOutdated) return no("Glimpse was updated. Reload the page to make changes.");
  if (!session) return { canWrite: false, reason: null };
  if (session.registry.readOnly) return no("This database is only read here. Use Glance to change images.");
  if (isReadOnly) return no("The database accepts no changes at the moment.");
  const { viewer } = session;
  if (viewer.canCreate || viewer.isAdministrator) return YES;
  return isAnonymous(session)
    ? no("You are not signed in, so you can only look.")
    : viewer.project === null
      ? no("You have no project, so you can only look.")
      : no("Your roles let you only look.");
}

/** A caller without credentials, where those may read. */
export function isAnonymous({ viewer }: Session): boolean {
  return viewer.user === null && viewer.project === null && !viewer.isAdministrator;
}

function no(reason: string): CanWrite {
  return { canWrite: false, reason };
}

export function useCanWrite(): CanWrite {
  const { data } = useSession();
  return canWrite(data, useHealth());
}
