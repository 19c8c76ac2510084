/** The top of the page: where one is, and as whom. */

import type { MouseEvent } from "react";
import { useAddress } from "../address/useAddress";
import { DEFAULT_VIEW, type Section } from "../address/view";
import { NewImage } from "../editing/NewImage";
import { Keyboard } from "../keyboard/Keyboard";
import { PendingCount } from "../sharing/PendingCount";
import { Account } from "../states/Account";
import { useSession } from "./session";

const SECTIONS: readonly { section: Section; label: string }[] = [
  { section: "images", label: "Images" },
  { section: "overview", label: "Overview" },
  { section: "shared", label: "Shared with me" },
];

export function Header() {
  const { view, href, push } = useAddress();
  const { data } = useSession();
  const follow = (event: MouseEvent, section: Section) => {
    // A new tab or window is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    push({ ...DEFAULT_VIEW, section });
  };
  return (
    <header className="header">
      <span className="brand">Glimpse</span>
      <nav aria-label="Sections">
        <ul className="sections">
          {SECTIONS.map(({ section, label }) => (
            <li key={section}>
              <a
                href={href({ ...DEFAULT_VIEW, section })}
                aria-current={view.section === section ? "page" : undefined}
                onClick={(event) => follow(event, section)}
              >
                {label}
                {section === "shared" && <PendingCount />}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <span className="header-space" />
      <NewImage />
      <a className="quiet" href="graphql">
        GraphiQL
      </a>
      {data && (
        <span className="viewer" title={data.viewer.roles.join(", ") || "no roles"}>
          {data.viewer.user ?? data.viewer.project ?? (data.viewer.isAdministrator ? "Administrator" : "Anonymous")}
        </span>
      )}
      <Account />
      <Keyboard />
    </header>
  );
}
