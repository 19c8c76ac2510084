/** The service does not serve this caller, and what can be done about it. */

import type { Refusal } from "../api/health";
import { hasCredentials } from "../api/credentials";
import { useSession } from "../app/session";
import { SignIn } from "./SignIn";

export function Refused({ refusal, hasData }: { refusal: Refusal; hasData: boolean }) {
  const { failure } = useSession();
  switch (refusal.kind) {
    case "token":
      return (
        <>
          <p>
            {hasData
              ? "Your token is no longer accepted. What you see stays; sign in again to go on."
              : "Glimpse wants to know who you are. Paste a token."}
          </p>
          <SignIn header={refusal.header} />
        </>
      );
    case "proxy":
      return (
        <>
          <p>
            Your proxy did not identify you. Glimpse expects the identity headers of an authenticating proxy: open this
            page through it, and sign in there.
          </p>
          <Reload />
        </>
      );
    case "forbidden":
      return (
        <>
          <p>{failure?.message ?? "The service does not serve you."}</p>
          {!hasCredentials() && <Reload />}
        </>
      );
  }
}

function Reload() {
  return (
    <button type="button" className="button" onClick={() => location.reload()}>
      Reload the page
    </button>
  );
}
