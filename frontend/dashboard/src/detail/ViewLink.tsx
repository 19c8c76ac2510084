/** Links to another view of this page. They can be opened in a new tab. */

import type { MouseEvent, ReactNode } from "react";
import { useAddress } from "../address/useAddress";
import { DEFAULT_VIEW, type Filters, NO_FILTERS, type View } from "../address/view";

type Properties = { change: Partial<View>; label?: string; title?: string; className?: string; children: ReactNode };

export function ViewLink({ change, label, title, className, children }: Properties) {
  const { href, push } = useAddress();
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    push(change);
  };
  return (
    <a href={href(change)} aria-label={label} title={title} className={className} onClick={follow}>
      {children}
    </a>
  );
}

/** Leads to the list of all images that meet this condition. */
export function FilterLink({ filters, children }: { filters: Partial<Filters>; children: ReactNode }) {
  const { section, after, before, image, tab, compare } = DEFAULT_VIEW;
  const change = { section, after, before, image, tab, compare, filters: { ...NO_FILTERS, ...filters } };
  return (
    <ViewLink change={change} title="Show all images that have this">
      {children}
    </ViewLink>
  );
}
