/** A field for a token, for services that want one. */

import { type FormEvent, useId, useState } from "react";
import { useClient } from "urql";
import { readOnce } from "../api/readOnce";
import { type Credentials, isToken, setCredentials, tokenIn } from "../api/credentials";
import type { Failure } from "../api/errors";
import { SessionDocument } from "../api/generated/graphql";
import { noteRecovery } from "../api/health";
import { refresh } from "../api/refresh";

type Header = Credentials["header"];

const LABELS: Record<Header, string> = { Authorization: "Bearer token", "X-Auth-Token": "Keystone token" };

/** `header` is where the token belongs; null if the service did not say, so the person chooses. */
export function SignIn({ header, onDone }: { header: Header | null; onDone?: () => void }) {
  const client = useClient();
  const [text, setText] = useState("");
  const [chosen, choose] = useState<Header>("Authorization");
  const [complaint, complain] = useState<string | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const field = useId();
  const message = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const token = tokenIn(text);
    if (!isToken(token)) {
      complain(token ? "A token has no blanks and only ASCII characters." : "Paste a token first.");
      return;
    }
    complain(null);
    setIsAsking(true);
    setCredentials({ header: header ?? chosen, token });
    readOnce(client, SessionDocument, {}, ({ failure }) => {
      setIsAsking(false);
      if (failure) {
        setCredentials(null);
        complain(complaintOf(failure));
        return;
      }
      noteRecovery();
      refresh();
      onDone?.();
    });
  };
  return (
    <form className="sign-in" onSubmit={submit}>
      {header === null && (
        <fieldset className="sign-in-kinds">
          <legend>Kind of token</legend>
          {Object.entries(LABELS).map(([value, label]) => (
            <label key={value}>
              <input
                type="radio"
                name="kind"
                checked={chosen === value}
                onChange={() => choose(value as Header)}
              />
              {label}
            </label>
          ))}
        </fieldset>
      )}
      <label htmlFor={field}>{LABELS[header ?? chosen]}</label>
      <input
        id={field}
        className="input"
        type="password"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        aria-invalid={complaint !== null}
        aria-describedby={message}
      />
      <button type="submit" className="button button-primary" disabled={isAsking}>
        {isAsking ? "Signing in…" : "Sign in"}
      </button>
      <p id={message} className="sign-in-message" role={complaint ? "alert" : undefined}>
        {complaint ?? "The token stays in this tab until you close it or sign out."}
      </p>
    </form>
  );
}

function complaintOf({ code, message }: Failure): string {
  return code === "UNAUTHENTICATED" ? `The token was not accepted. ${message}` : message;
}
