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

/** One word of a shell, whatever the text. */
function quoted(word: string): string {
  return /^[\w.:/@%+-]+$/.test(word) && !word.startsWith("-") ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
