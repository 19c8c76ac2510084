/** In the header: signing in where anonymous callers may read, and signing out where a token was typed. */

import { useState, useSyncExternalStore } from "react";
import { hasCredentials, onCredentials, setCredentials } from "../api/credentials";
import { useSession } from "../app/session";
import { Dialog } from "../ui/Dialog";
import { SignIn } from "./SignIn";
import { isAnonymous } from "./useCanWrite";

export function Account() {
  const { data } = useSession();
  const hasToken = useSyncExternalStore(onCredentials, hasCredentials);
  const [isOpen, setIsOpen] = useState(false);
  if (hasToken) {
    return (
      <button type="button" className="button button-quiet" onClick={signOut}>
        Sign out
      </button>
    );
  }
  if (!data || !isAnonymous(data)) return null;
  return (
    <>
      <button type="button" className="button button-quiet" onClick={() => setIsOpen(true)}>
        Sign in
      </button>
      {isOpen && (
        <Dialog title="Sign in" onClose={() => setIsOpen(false)}>
          <SignIn header={null} onDone={() => setIsOpen(false)} />
          <button type="button" className="button" onClick={() => setIsOpen(false)}>
            Cancel
          </button>
        </Dialog>
      )}
    </>
  );
}

/** A reload leaves nothing on the page, nor in its memory, that the token has shown. */
function signOut(): void {
  setCredentials(null);
  location.reload();
}
