/** A link to another view of the page: real, so that it opens in a new tab, but without a new page in this one. */

import type { MouseEvent, ReactNode } from "react";
import { type Address, useAddress } from "../address/useAddress";
import type { View } from "../address/view";

type Properties = { to: Partial<View>; className?: string; title?: string; children: ReactNode };

export function ViewLink({ to, className, title, children }: Properties) {
  const address = useAddress();
  return (
    <a href={address.href(to)} className={className} title={title} onClick={(event) => follow(event, address, to)}>
      {children}
    </a>
  );
}

/** Goes to the view, unless the click asks the browser for a new tab or window. */
export function follow(event: MouseEvent, { push }: Pick<Address, "push">, to: Partial<View>): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  push(to);
}
