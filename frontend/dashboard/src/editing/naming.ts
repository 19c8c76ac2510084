/** How a sentence names an image. */

import { formatCount } from "../ui/formats";

const LONGEST = 60;

/**
 * The name, or the id without one; shortened, and isolated, so that a name that is written from right to left does
 * not turn the sentence around.
 */
export function nameOf({ id, name }: { id: string; name: string | null }): string {
  const characters = [...(name || id)];
  const short = characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : characters.join("");
  return `\u2068${short}\u2069`;
}

/** `1 change`, `3 changes` */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
