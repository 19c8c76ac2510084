/** The documents of the page, as the client library takes them: known to the service by their hash. */

import type { TypedDocumentNode } from "urql";
import type { TypedDocumentString } from "./generated/graphql";

type WithHash = { __meta__: { hash: string } };

const known = new Map<unknown, unknown>();

/** The `documentId` under which the service knows a document, over any transport. */
export function documentId<Result, Variables>(document: TypedDocumentString<Result, Variables>): string {
  return (document as unknown as WithHash).__meta__.hash.replace(/^sha256:/, "");
}

/** The generated document for urql: an id instead of a text, so the page carries no texts. */
export function trusted<Result, Variables extends object>(
  document: TypedDocumentString<Result, Variables>,
): TypedDocumentNode<Result, Variables> {
  let node = known.get(document);
  if (!node) {
    node = { kind: "Document", definitions: [], documentId: documentId(document) };
    known.set(document, node);
  }
  return node as TypedDocumentNode<Result, Variables>;
}
