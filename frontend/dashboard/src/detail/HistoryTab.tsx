/** What has happened to an image, newest first. */

import { useEffect, useRef, useState } from "react";
import { DetailHistoryDocument } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { formatEnum } from "../ui/formats";
import { Time } from "../ui/Time";
import { type Block, blocksOf, type Entry, formatActor } from "./changes";
import { CopyButton } from "./CopyButton";
import { Loaded } from "./Loaded";
import { LongText } from "./LongText";

const PAGE = 20;

export function HistoryTab({ id }: { id: string }) {
  return <HistoryPage id={id} after={null} />;
}

/** A page of events; below it, once somebody wants them, the page of the older ones. */
function HistoryPage({ id, after }: { id: string; after: string | null }) {
  const reading = useRead(DetailHistoryDocument, { id, first: PAGE, after });
  const [isOlderShown, setOlderShown] = useState(false);
  const page = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that showed this page is gone, and had the focus.
    if (after !== null) page.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={page} tabIndex={-1}>
      <Loaded reading={reading}>
        {({ imageEvents: { nodes, pageInfo } }) => (
          <>
            {nodes.length === 0 && <p className="none">No change is recorded.</p>}
            <ol className="events">
              {nodes.map((event) => (
                <HistoryEvent key={event.cursor} event={event} />
              ))}
            </ol>
            {pageInfo.hasNextPage &&
              (isOlderShown ? (
                <HistoryPage id={id} after={pageInfo.endCursor} />
              ) : (
                <button type="button" className="button history-older" onClick={() => setOlderShown(true)}>
                  Show older changes
                </button>
              ))}
          </>
        )}
      </Loaded>
    </div>
  );
}

function HistoryEvent({ event }: { event: Entry }) {
  return (
    <li>
      <p className="event-head">
        <span className={`event-type event-${event.type.toLowerCase()}`}>{formatEnum(event.type)}</span>{" "}
        <Time instant={event.occurredAt} /> by <bdi>{formatActor(event.actor)}</bdi>
        {event.requestId !== null && (
          <span className="event-request">
            Request <code title={event.requestId}>{event.requestId}</code>{" "}
            <CopyButton what="request id" text={event.requestId} />
          </span>
        )}
      </p>
      {blocksOf(event).map((block) => (
        <Change key={`${block.field} ${block.name}`} block={block} />
      ))}
    </li>
  );
}

const ENTRY: Record<string, string> = { properties: "property", tags: "tag", members: "member" };

function Change({ block: { field, name, lines } }: { block: Block }) {
  return (
    <div className="change">
      <p>
        {name === null ? field : (ENTRY[field] ?? field)}{" "}
        {name !== null && <bdi className="change-name">{name}</bdi>}
        {lines.length === 0 && <span className="none">values are not recorded</span>}
      </p>
      {lines.map(({ kind, text, isMissing }) =>
        kind === "before" ? (
          <del key={kind}>
            <span aria-hidden="true">−</span>
            <span className="visually-hidden">Before:</span>
            {isMissing ? <i>{text}</i> : <LongText text={text} />}
          </del>
        ) : (
          <ins key={kind}>
            <span aria-hidden="true">+</span>
            <span className="visually-hidden">After:</span>
            {isMissing ? <i>{text}</i> : <LongText text={text} />}
          </ins>
        ),
      )}
    </div>
  );
}
