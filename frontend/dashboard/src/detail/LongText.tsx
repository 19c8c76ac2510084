/** A text of which the beginning stands here, and the rest after a click. */

import { useState } from "react";
import { formatCount } from "../ui/formats";

const BEGINNING = 255;

export function LongText({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false);
  if (isWhole || text.length <= BEGINNING) return <bdi className="long-text">{text}</bdi>;
  return (
    <>
      <bdi className="long-text">{text.slice(0, BEGINNING)}…</bdi>{" "}
      <button type="button" className="button button-quiet" onClick={() => setWhole(true)}>
        Show all {formatCount(text.length)} characters
      </button>
    </>
  );
}
