/** Which key does what. Pure: from a key press to the name of an action. */

export type KeyAction = "search" | "down" | "up" | "open" | "select" | "edit" | "previous" | "next" | "close" | "help";

export type KeyHelp = { keys: readonly string[]; text: string };

/** What is pressed, and where. */
export type Press = {
  key: string;
  /** With Control, Alt or Meta; AltGr, which some keyboards need for brackets, is not one of them. */
  isModified: boolean;
  /** In a field that takes text. */
  isTyping: boolean;
  /** A modal dialog is open, which has keys of its own. */
  isInDialog: boolean;
  /** On an element that does something by Enter itself. */
  isOnControl: boolean;
};

const CHARACTERS: Record<string, KeyAction> = {
  "/": "search",
  j: "down",
  k: "up",
  x: "select",
  e: "edit",
  "[": "previous",
  "]": "next",
  "?": "help",
};

export const HELP: readonly KeyHelp[] = [
  { keys: ["/"], text: "Search" },
  { keys: ["j", "k"], text: "Next and previous row" },
  { keys: ["Enter"], text: "Open the image of the row" },
  { keys: ["x"], text: "Select the row, or take it out" },
  { keys: ["e"], text: "Edit the open image" },
  { keys: ["[", "]"], text: "Previous and next page" },
  { keys: ["Esc"], text: "Close what is open" },
  { keys: ["?"], text: "Show these keys" },
];

/** What a key press asks for; null is nothing. Without `hasCharacters`, only Enter and Escape do anything. */
export function actionOf(press: Press, hasCharacters: boolean): KeyAction | null {
  if (press.isModified || press.isTyping || press.isInDialog) return null;
  if (press.key === "Escape") return "close";
  if (press.key === "Enter") return press.isOnControl ? null : "open";
  return hasCharacters && Object.hasOwn(CHARACTERS, press.key) ? CHARACTERS[press.key]! : null;
}

/** The index of the row to go to among `count`; -1 is none. `current` is -1 before the first. */
export function rowAfter(current: number, count: number, step: 1 | -1): number {
  if (count === 0) return -1;
  if (current < 0) return step > 0 ? 0 : count - 1;
  return Math.min(Math.max(current + step, 0), count - 1);
}
