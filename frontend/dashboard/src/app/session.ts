/** The caller and the service, known to the whole page. */

import { createContext, useContext } from "react";
import type { SessionQuery } from "../api/generated/graphql";
import type { Reading } from "../api/useRead";

export type Session = SessionQuery;

const SessionContext = createContext<Reading<Session> | null>(null);

export const SessionProvider = SessionContext.Provider;

/** What is known of the caller and the service: nothing until the first answer. */
export function useSession(): Reading<Session> {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession needs a SessionProvider.");
  return session;
}
