/** A button that copies a text and says so in its place. */

import { useEffect, useState } from "react";
import { copy } from "./clipboard";

type Properties = {
  /** What it copies, as a name: "Copy id". */
  what: string;
  text: string | (() => string);
  /** What the button shows; the sign for "copy" without it. */
  label?: string;
};

const SECONDS = 2;

export function CopyButton({ what, text, label = "⧉" }: Properties) {
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
        {label}
      </span>
      <span role="status" className={result ? "copy-result" : "visually-hidden"}>
        {result === "copied" && "Copied"}
        {result === "refused" && "Not allowed"}
      </span>
    </button>
  );
}
