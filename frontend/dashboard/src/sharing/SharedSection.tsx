/** Images that others share with the caller's project, by its answer to them. */

import { useState } from "react";
import { useAddress } from "../address/useAddress";
import { useSession } from "../app/session";
import { Detail } from "../detail/Detail";
import { useCanWrite } from "../states/useCanWrite";
import { SharedGroup } from "./SharedGroup";

export function SharedSection() {
  const { view } = useAddress();
  const { data } = useSession();
  const { canWrite } = useCanWrite();
  const [done, setDone] = useState("");
  const project = data?.viewer.project ?? null;
  return (
    <div className="shared">
      <section className="shared-list" aria-labelledby="shared-heading">
        <h1 id="shared-heading">Shared with me</h1>
        {data && project === null && (
          <p className="none">You have no project, and images are shared with projects.</p>
        )}
        {project !== null && (
          <>
            <p className="none">
              Images of others that are shared with your project <bdi>{project}</bdi>. Those that it accepts are in its
              lists.
              {!canWrite && " Nothing can be accepted or rejected at the moment."}
            </p>
            <p role="status" className="shared-done">
              {done}
            </p>
            <SharedGroup project={project} status="PENDING" onDone={setDone} />
            <SharedGroup project={project} status="ACCEPTED" onDone={setDone} />
            <SharedGroup project={project} status="REJECTED" onDone={setDone} />
          </>
        )}
      </section>
      {view.image !== null && <Detail id={view.image} />}
    </div>
  );
}
