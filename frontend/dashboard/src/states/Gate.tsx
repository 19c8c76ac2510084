/** Shows the page, or, as long as nothing could be read because of who the caller is, what stands against it. */

import type { ReactNode } from "react";
import { useHealth } from "../api/health";
import { useSession } from "../app/session";
import { Banners } from "./Banners";
import { useRecovery } from "./recovery";
import { Refused } from "./Refused";

const TITLES = { token: "Sign in", proxy: "You are not identified", forbidden: "Not served" };

export function Gate({ children }: { children: ReactNode }) {
  const { data } = useSession();
  const { refusal } = useHealth();
  useRecovery();
  if (!data && refusal) {
    return (
      <main id="content" className="whole-page" tabIndex={-1}>
        <h1>{TITLES[refusal.kind]}</h1>
        <Refused refusal={refusal} hasData={false} />
      </main>
    );
  }
  return (
    <>
      <Banners />
      {children}
    </>
  );
}
