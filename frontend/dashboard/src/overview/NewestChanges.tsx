/** The newest changes of images that the caller sees. */

import { DEFAULT_VIEW } from "../address/view";
import { NewestChangesDocument, type NewestChangesQuery } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { useReadAgain } from "../live/useLive";
import { Time } from "../ui/Time";
import { Failed } from "./Failed";
import { Panel } from "./Panel";
import { ViewLink } from "../charts/ViewLink";
import { whatChanged } from "./whatChanged";

type Change = NewestChangesQuery["imageEvents"]["nodes"][number];

export function NewestChanges() {
  const reading = useRead(NewestChangesDocument, {});
  useReadAgain(reading.again, () => true);
  const changes = reading.data?.imageEvents.nodes;
  return (
    <Panel title="Newest changes" isLoading={reading.isLoading}>
      <Failed reading={reading} />
      {changes?.length === 0 && <p className="panel-note">No changes are recorded.</p>}
      <ol className="changes">
        {changes?.map((change) => (
          <Row key={change.cursor} change={change} />
        ))}
      </ol>
    </Panel>
  );
}

function Row({ change }: { change: Change }) {
  const { imageId, image, type, actor, occurredAt } = change;
  const name = image?.name || imageId;
  const author = actor?.user ?? actor?.project;
  return (
    <li className="change">
      <ViewLink to={{ ...DEFAULT_VIEW, image: imageId }} className="change-name" title={name}>
        <bdi>{name}</bdi>
      </ViewLink>
      <span className={`change-what change-${type.toLowerCase()}`}>
        {whatChanged(change)}
        {author && <bdi title={author}> by {author}</bdi>}
      </span>
      <Time instant={occurredAt} />
    </li>
  );
}
