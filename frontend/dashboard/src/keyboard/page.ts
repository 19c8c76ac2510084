/**
 * The page as the keys see it. Rows have `data-row-id`, with a control `data-key="open"` in them, and controls
 * have `data-key`: `search`, `edit`, `previous`, `next`, `close`.
 */

import { type KeyAction, type Press, rowAfter } from "./keys";

const ROW = "[data-row-id]";

/** Types of `<input>` that take no text. */
const NOT_TYPED = new Set(["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"]);

export function pressOf(event: KeyboardEvent): Press {
  const target = event.target instanceof Element ? event.target : document.body;
  const isAltGraph = event.getModifierState("AltGraph");
  return {
    key: event.key,
    isModified: event.metaKey || (!isAltGraph && (event.ctrlKey || event.altKey)),
    isTyping: isTyped(target),
    isInDialog: document.querySelector("dialog:modal") !== null,
    isOnControl: target.closest("a[href], button, input, select, textarea, summary") !== null,
  };
}

function isTyped(target: Element): boolean {
  if (target instanceof HTMLInputElement) return !NOT_TYPED.has(target.type);
  return target.closest("textarea, select, [contenteditable]:not([contenteditable='false'])") !== null;
}

/** Does what a key asks of the page; false if the page has nothing to do it with. `open` opens an image by its id. */
export function perform(action: Exclude<KeyAction, "help">, open: (id: string) => void): boolean {
  switch (action) {
    case "search":
      return focusSearch();
    case "down":
      return moveBy(1);
    case "up":
      return moveBy(-1);
    case "open":
      return openRow(open);
    case "select":
      return click(currentRow()?.querySelector<HTMLElement>("input[type=checkbox]"));
    case "edit":
    case "previous":
    case "next":
    case "close":
      return click([...document.querySelectorAll<HTMLElement>(`[data-key="${action}"]`)].findLast(isUsable));
  }
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLElement>('[data-key="search"]');
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
  return field !== null;
}

function currentRow(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>(ROW) ?? null;
}

function moveBy(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(ROW)];
  const current = currentRow();
  const row = rows[rowAfter(current ? rows.indexOf(current) : -1, rows.length, step)];
  if (!row) return false;
  const control = row.querySelector<HTMLElement>('[data-key="open"]');
  // A row without a control can have the focus too, so that the next key knows it.
  if (!control) row.tabIndex = -1;
  (control ?? row).focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function openRow(open: (id: string) => void): boolean {
  const id = currentRow()?.dataset["rowId"];
  if (id) open(id);
  return id !== undefined;
}

function click(element: HTMLElement | null | undefined): boolean {
  if (!element || !isUsable(element)) return false;
  element.click();
  return true;
}

function isUsable(element: HTMLElement): boolean {
  return !element.matches(":disabled, [aria-disabled='true']") && element.getClientRects().length > 0;
}
