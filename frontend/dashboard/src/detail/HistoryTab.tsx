/** What has happened to an image, newest first. */

import { useState } from "react";
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
  /** Cursors of the pages between the newest one and this one. */
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const reading = useRead(DetailHistoryDocument, { id, first: PAGE, after: cursors.at(-1) ?? null });
  return (
    <Loaded reading={reading}>
      {({ imageEvents: { nodes, pageInfo } }) => (
        <>
          {nodes.length === 0 && <p className="none">No change is recorded.</p>}
          <ol className="events">
            {nodes.map((event) => (
              <HistoryEvent key={event.cursor} event={event} />
            ))}
          </ol>
          {(pageInfo.hasNextPage || cursors.length > 0) && (
            <p className="history-pages">
              <button
                type="button"
                className="button"
                disabled={cursors.length === 0 || reading.isLoading}
                onClick={() => setCursors(cursors.slice(0, -1))}
              >
                Newer
              </button>
              <button
                type="button"
                className="button"
                disabled={!pageInfo.hasNextPage || reading.isLoading}
                onClick={() => pageInfo.endCursor !== null && setCursors([...cursors, pageInfo.endCursor])}
              >
                Older
              </button>
            </p>
          )}
        </>
      )}
    </Loaded>
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
