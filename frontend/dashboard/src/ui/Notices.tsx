/** The notices on the page: said politely to screen readers, at most three, gone by themselves. */

import { type FocusEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { type Notice, NoticesProvider } from "./notices";
import { lifetime, type Shown, withNotice } from "./queue";

export function Notices({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const last = useRef(0);
  const notify = useCallback((notice: Notice) => {
    last.current += 1;
    const next = { ...notice, id: last.current };
    setShown((before) => withNotice(before, next));
  }, []);
  const dismiss = useCallback((id: number) => setShown((before) => before.filter((each) => each.id !== id)), []);
  return (
    <NoticesProvider value={notify}>
      {children}
      <section className="notices" aria-label="Notices">
        {/* There from the beginning: a live region that comes with its text is not read. */}
        <div role="status" aria-live="polite" aria-relevant="additions">
          {shown.map((notice) => (
            <Item key={notice.id} notice={notice} dismiss={dismiss} />
          ))}
        </div>
      </section>
    </NoticesProvider>
  );
}

function Item({ notice, dismiss }: { notice: Shown; dismiss: (id: number) => void }) {
  const { id, text, tone, action } = notice;
  const [isHovered, setHovered] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const origin = useRef<Element | null>(null);
  const isHeld = isHovered || isFocused;
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismiss(id), lifetime(notice));
    return () => clearTimeout(timer);
  }, [isHeld, id, notice, dismiss]);
  const close = () => {
    // The focus would be lost with the button.
    const target = origin.current?.isConnected ? origin.current : document.getElementById("content");
    if (isFocused && target instanceof HTMLElement) target.focus();
    dismiss(id);
  };
  const enter = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) origin.current = event.relatedTarget;
    setFocused(true);
  };
  return (
    <div
      className={`notice notice-${tone ?? "plain"}`}
      onMouseEnter={() => setHovered(true)}
      onMouseLeave={() => setHovered(false)}
      onFocus={enter}
      onBlur={() => setFocused(false)}
    >
      <p>{text}</p>
      {action && (
        <button
          type="button"
          className="button"
          onClick={() => {
            close();
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" className="button button-quiet" aria-label={`Dismiss: ${text}`} onClick={close}>
        ✕
      </button>
    </div>
  );
}
