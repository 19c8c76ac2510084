/** The shared images with one answer, newest change first, and the other answers that can be given. */

import { useRef, useState } from "react";
import type { Failure } from "../api/errors";
import { AnswerInvitationDocument, type ImageMemberStatus, SharedImagesDocument } from "../api/generated/graphql";
import { refresh } from "../api/refresh";
import { useChange } from "../api/useChange";
import { useRead } from "../api/useRead";
import { Loaded } from "../detail/Loaded";
import { FailureNote } from "../ui/FailureNote";
import { formatCount } from "../ui/formats";
import { type Answer, type SharedImage, SharedItem } from "./SharedItem";

const PAGE = 50;

const GROUPS: Record<ImageMemberStatus, { title: string; empty: string }> = {
  PENDING: { title: "Pending", empty: "No image waits for an answer." },
  ACCEPTED: { title: "Accepted", empty: "Your project has accepted no image." },
  REJECTED: { title: "Rejected", empty: "Your project has rejected no image." },
};

type Properties = { project: string; status: ImageMemberStatus; onDone: (text: string) => void };

export function SharedGroup({ project, status, onDone }: Properties) {
  /** Cursors of the pages between the first one and this one. */
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const reading = useRead(SharedImagesDocument, { project, status, first: PAGE, after: cursors.at(-1) ?? null });
  const change = useChange(AnswerInvitationDocument);
  const [failure, setFailure] = useState<Failure | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const { title, empty } = GROUPS[status];
  const total = reading.data?.imagesConnection.totalCount;

  const answer = async (image: SharedImage, next: Answer) => {
    const result = await change({ id: image.id, project, status: next });
    setFailure(result.failure);
    if (!result.failure) {
      onDone(`${GROUPS[next].title}: ${image.name ?? image.id}`);
      // The button goes with its row, so the focus goes to what stays.
      heading.current?.focus({ preventScroll: true });
    }
    refresh();
  };
  const turn = (next: readonly string[]) => {
    setCursors(next);
    heading.current?.focus();
  };
  return (
    <section aria-labelledby={`shared-${status}`}>
      <h2 ref={heading} id={`shared-${status}`} tabIndex={-1}>
        {title} {total !== undefined && <span className="none">{formatCount(total)}</span>}
      </h2>
      {failure && <FailureNote failure={failure} />}
      <Loaded reading={reading}>
        {({ imagesConnection: { nodes, pageInfo } }) => (
          <>
            {nodes.length === 0 ? (
              <p className="none">{empty}</p>
            ) : (
              <ul className="shared-images">
                {nodes.map((image) => (
                  <SharedItem key={image.id} image={image} project={project} status={status} onAnswer={answer} />
                ))}
              </ul>
            )}
            {(pageInfo.hasNextPage || cursors.length > 0) && (
              <p className="shared-pages">
                {cursors.length > 0 && (
                  <button type="button" className="button" onClick={() => turn(cursors.slice(0, -1))}>
                    Previous
                  </button>
                )}
                {pageInfo.hasNextPage && pageInfo.endCursor !== null && (
                  <button type="button" className="button" onClick={() => turn([...cursors, pageInfo.endCursor!])}>
                    Next
                  </button>
                )}
              </p>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}
