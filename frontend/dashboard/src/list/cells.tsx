/** What stands in the cells of the list. */

import { type MouseEvent, type ReactNode, useState } from "react";
import { useAddress } from "../address/useAddress";
import { formatBytes, formatEnum, formatSize } from "../ui/formats";
import type { Row } from "./usePage";

export const NONE: ReactNode = <span className="none">–</span>;

/** A text in one line, whole in its title; texts from right to left keep their direction. */
export function text(value: string | null): ReactNode {
  if (value === null || value === "") return NONE;
  return (
    <span title={value} dir="auto">
      {value}
    </span>
  );
}

export function size(bytes: number | null): ReactNode {
  return bytes === null ? NONE : <span title={formatBytes(bytes)}>{formatSize(bytes)}</span>;
}

/** A limit that is 0 where there is none. */
export function amount(value: number, unit: string): ReactNode {
  return value === 0 ? NONE : `${value} ${unit}`;
}

export function yes(value: boolean): ReactNode {
  return value ? "Yes" : <span className="none">No</span>;
}

export function Status({ status }: { status: string }) {
  return <span className={`status status-${status.toLowerCase()}`}>{formatEnum(status)}</span>;
}

/** The name, or what stands for one that cannot be seen, as a link to the drawer, which also opens in a new tab. */
export function Name({ row }: { row: Row }) {
  const { view, href, push } = useAddress();
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    push({ image: row.id });
  };
  return (
    <span className="name">
      <a
        className="name-link"
        data-key="open"
        href={href({ image: row.id })}
        title={row.name || row.id}
        aria-current={view.image === row.id ? "true" : undefined}
        onClick={open}
      >
        {row.name?.trim() ? <bdi>{row.name}</bdi> : <span className="unnamed">unnamed {row.id.slice(0, 8)}</span>}
      </a>
      {row.deletedAt !== null && <span className="mark mark-bad">deleted</span>}
      {row.hidden && <span className="mark">hidden</span>}
    </span>
  );
}

/** Tags are sorted by the API, so that the same ones are always in front. */
const SHOWN_TAGS = 2;

export function Tags({ tags }: { tags: readonly string[] }) {
  if (!tags.length) return NONE;
  const more = tags.length - SHOWN_TAGS;
  // Titles of many thousand tags would stop the browser.
  const all = tags.slice(0, 50).join(", ") + (tags.length > 50 ? ", …" : "");
  return (
    <span className="row-tags" title={all}>
      {tags.slice(0, SHOWN_TAGS).map((tag) => (
        <span key={tag} className="row-tag" dir="auto">
          {tag}
        </span>
      ))}
      {more > 0 && <span className="row-tags-more">+{more}</span>}
    </span>
  );
}

/** The id; a press copies it. */
export function Id({ id }: { id: string }) {
  const [said, say] = useState<string | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(id);
      say("Copied");
    } catch {
      // Without a secure origin or the permission there is no clipboard; the text can still be selected.
      say("Not copied");
    }
    setTimeout(() => say(null), 1500);
  };
  return (
    <button type="button" className="id" title={`Copy ${id}`} onClick={copy}>
      {id}
      <span role="status" className="id-said">
        {said}
      </span>
    </button>
  );
}
