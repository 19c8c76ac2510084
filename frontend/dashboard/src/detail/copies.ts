/** Texts to copy: how the image of the drawer is read elsewhere. None has a credential in it. */

import text from "./whole.graphql?raw";

/** The query of the JSON tab with this image's id as its default, to run in GraphiQL as it is. */
export function graphqlOf(id: string): string {
  return text.replace("$id: ID!", () => `$id: ID! = ${JSON.stringify(id)}`);
}

/** The same as one line of a POSIX shell; the token stands in a variable of that shell. */
export function curlOf(id: string, endpoint: string): string {
  const body = JSON.stringify({ query: text.replace(/\s+/g, " ").trim(), variables: { id } });
  return [
    `curl ${quoted(endpoint)}`,
    `-H 'Content-Type: application/json'`,
    `-H "Authorization: Bearer $GLIMPSE_TOKEN"`,
    `--data ${quoted(body)}`,
  ].join(" \\\n  ");
}

export function commandOf(id: string): string {
  return `glimpse image show ${quoted(id)}`;
}

const FIELDS = [...text.matchAll(/^ {4}(\w+)/gm)].map(([, field]) => field!);

/** The answer with its fields in the order of the query: the documents that are sent are sorted. */
export function jsonOf(image: object): string {
  const values = new Map(Object.entries(image));
  return JSON.stringify(Object.fromEntries(FIELDS.map((field) => [field, values.get(field)])), null, 2);
}

/** One word of a shell, whatever the text. */
function quoted(word: string): string {
  return /^[\w.:/@%+-]+$/.test(word) && !word.startsWith("-") ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
