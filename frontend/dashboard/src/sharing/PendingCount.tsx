/** How many invitations wait for an answer: beside the link to them. */

import { useEffect, useState } from "react";
import { PendingInvitationsDocument } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { useSession } from "../app/session";
import { formatCount } from "../ui/formats";

/** The list comes first. */
const DELAY = 1000;

export function PendingCount() {
  const project = useSession().data?.viewer.project ?? null;
  const [isTime, setIsTime] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsTime(true), DELAY);
    return () => clearTimeout(timer);
  }, []);
  const isWanted = isTime && project !== null;
  const { data } = useRead(PendingInvitationsDocument, { project: project ?? "" }, { isWanted });
  const count = data?.imagesAggregate.count ?? 0;
  if (count === 0) return null;
  return (
    <>
      {" "}
      <span className="pending-count" aria-hidden="true">
        {formatCount(count)}
      </span>
      <span className="visually-hidden">, {formatCount(count)} pending</span>
    </>
  );
}
