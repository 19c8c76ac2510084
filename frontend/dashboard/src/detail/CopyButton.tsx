/** A button that copies a text and says so in its place. */

import { useEffect, useState } from "react";
import { copy } from "./clipboard";

type Properties = {
  /** What it copies, as a name: "Copy id". */
  what: string;
  text: string | (() => string);
  /** What the button shows; two sheets without it. */
  label?: string;
};

const SECONDS = 2;

export function CopyButton({ what, text, label }: Properties) {
  const [result, setResult] = useState<"copied" | "refused" | null>(null);
  useEffect(() => {
    if (result === null) return;
    const timer = setTimeout(() => setResult(null), SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [result]);
  const run = async () => {
    const isCopied = await copy(typeof text === "string" ? text : text());
    setResult(isCopied ? "copied" : "refused");
  };
  const name = `Copy ${what}`;
  return (
    <button type="button" className="copy" aria-label={name} title={name} data-result={result} onClick={() => void run()}>
      <span aria-hidden="true" className="copy-label">
        {label ?? <Sheets />}
      </span>
      <span role="status" className={result ? "copy-result" : "visually-hidden"}>
        {result === "copied" && "Copied"}
        {result === "refused" && "Not allowed"}
      </span>
    </button>
  );
}

/** Drawn, because few fonts have such a sign. */
function Sheets() {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor">
      <rect x="0.5" y="0.5" width="7" height="8" rx="1" />
      <path d="M4.5 11.5h6a1 1 0 0 0 1-1v-7" />
    </svg>
  );
}
