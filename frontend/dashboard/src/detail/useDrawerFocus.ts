/** Where the keyboard's focus goes when the drawer opens, shows another image, and closes. */

import { type RefObject, useEffect, useRef } from "react";
import { parseView } from "../address/parse";

/** The image that the page was opened with: nobody has opened its drawer, so the focus stays. */
let imageAtStart: string | null = parseView(location.search).image;

/**
 * Moves the focus to the heading when a person opens an image from outside of the drawer, and back to the row's
 * link, or to what opened it, when the drawer closes.
 */
export function useDrawerFocus(
  id: string,
  drawer: RefObject<HTMLElement | null>,
  heading: RefObject<HTMLElement | null>,
): void {
  const latest = useRef(id);
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    latest.current = id;
    const isAtStart = id === imageAtStart;
    imageAtStart = null;
    const focused = document.activeElement;
    if (isAtStart || drawer.current?.contains(focused)) return;
    opener.current = focused;
    heading.current?.focus({ preventScroll: true });
  }, [id, drawer, heading]);
  useEffect(
    () => () => {
      // The focus was in the drawer if it is nowhere now that the drawer is gone.
      if (document.activeElement !== document.body) return;
      const target = linkOf(latest.current) ?? opener.current;
      if (target instanceof HTMLElement && target.isConnected && target !== document.body) target.focus();
      else document.getElementById("content")?.focus();
    },
    [],
  );
}

/** The link outside of the drawer that opens this image. */
function linkOf(id: string): HTMLElement | undefined {
  const links = document.querySelectorAll<HTMLAnchorElement>("main a[href*='image=']");
  return [...links].find((link) => !link.closest(".detail") && parseView(link.search).image === id);
}
