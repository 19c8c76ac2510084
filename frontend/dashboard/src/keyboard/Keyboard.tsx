/** Keys for those who use no mouse, and a button that shows them. */

import { useEffect, useRef, useState } from "react";
import { useAddress } from "../address/useAddress";
import { Dialog } from "../ui/Dialog";
import { actionOf, HELP } from "./keys";
import { perform, pressOf } from "./page";
import { setHasCharacters, useHasCharacters } from "./preference";

export function Keyboard() {
  const { push } = useAddress();
  const hasCharacters = useHasCharacters();
  const [isOpen, setIsOpen] = useState(false);
  const latest = useRef(push);
  useEffect(() => {
    latest.current = push;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const action = actionOf(pressOf(event), hasCharacters);
      if (action === null) return;
      if (action === "help") setIsOpen(true);
      else if (!perform(action, (image) => latest.current({ image }))) return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [hasCharacters]);
  return (
    <>
      <button type="button" className="button button-quiet" aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        Keys
      </button>
      {isOpen && <Help hasCharacters={hasCharacters} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function Help({ hasCharacters, onClose }: { hasCharacters: boolean; onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="keys">
        {HELP.map(({ keys, text }) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <label className="keys-switch">
        <input
          type="checkbox"
          checked={hasCharacters}
          onChange={(event) => setHasCharacters(event.target.checked)}
        />
        Use keys of a single character
      </label>
      <p>
        <button type="button" className="button" onClick={onClose}>
          Close
        </button>
      </p>
    </Dialog>
  );
}
