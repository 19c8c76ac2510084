/** A modal dialog. The browser keeps the focus within it, closes it on Escape, and gives the focus back. */

import { type ReactNode, useEffect, useId, useRef } from "react";

type Properties = {
  title: string;
  onClose: () => void;
  children: ReactNode;
  isWide?: boolean;
};

export function Dialog({ title, onClose, children, isWide = false }: Properties) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const opener = document.activeElement;
    element.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      className={isWide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={heading}
      onKeyDown={(event) => {
        // Keys of the page mean nothing in a dialog.
        event.stopPropagation();
        if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
        // Its owner removes it, perhaps after a question. A second Escape would close it without asking.
        event.preventDefault();
        onClose();
      }}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}
