/** What can be copied of an image: its id, its address here, and how other programs read it. */

import { useAddress } from "../address/useAddress";
import { DEFAULT_VIEW } from "../address/view";
import { ENDPOINT } from "../api/client";
import { CopyButton } from "./CopyButton";
import { commandOf, curlOf, graphqlOf } from "./copies";

export function CopyRow({ id }: { id: string }) {
  const { href } = useAddress();
  return (
    <div className="copy-row" role="group" aria-label="Copy">
      <span aria-hidden="true">Copy</span>
      <CopyButton what="id" label="id" text={id} />
      <CopyButton
        what="link to this image"
        label="link"
        // The image alone: a colleague may not see the page of the list that it was found on.
        text={() => new URL(href({ ...DEFAULT_VIEW, image: id }), location.href).href}
      />
      <CopyButton what="GraphQL query" label="GraphQL" text={() => graphqlOf(id)} />
      <CopyButton what="curl command" label="curl" text={() => curlOf(id, ENDPOINT)} />
      <CopyButton what="Glimpse command" label="command" text={() => commandOf(id)} />
    </div>
  );
}
