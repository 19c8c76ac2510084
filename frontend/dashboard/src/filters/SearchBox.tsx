/** The search. What is typed is looked for when the typing rests, without a history entry for every letter. */

import { useEffect, useRef, useState } from "react";
import { useAddress } from "../address/useAddress";

const REST = 250;

export function SearchBox() {
  const { view, filter } = useAddress();
  const { q } = view.filters;
  const [text, setText] = useState(q);
  const sent = useRef(q);
  // Back, a chip or a link changes the search too.
  useEffect(() => {
    if (q !== sent.current) setText(q);
    sent.current = q;
  }, [q]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      filter({ q: text }, { isTyping: true });
    }, REST);
    return () => clearTimeout(timer);
  }, [text, filter]);
  return (
    <form
      role="search"
      className="search"
      onSubmit={(event) => {
        event.preventDefault();
        sent.current = text;
        filter({ q: text }, { isTyping: true });
      }}
    >
      <input
        id="search"
        data-key="search"
        className="input"
        type="search"
        aria-label="Search names and ids"
        placeholder="Search names and ids; * and ? stand for any characters"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}
