// What every client does with the server at the address it is given, and the report that it prints.

import { randomUUID } from 'node:crypto';

export const CREATE = `
  mutation Create($input: CreateImageInput!) {
    createImage(input: $input) { image { id name size propertyMap } }
  }
`;
export const READ = `
  query Read($id: ID!) {
    image(id: $id) { id name size propertyMap }
  }
`;
export const INVALID = '{ images { colour } }';

export const address = process.argv[2];

/** What went over the wire: methods, and the media types that were accepted. */
export const sent = [];

/** `fetch`, remembered in `sent`. */
export function notedFetch(url, options) {
  sent.push({
    method: options.method ?? 'GET',
    accept: new Headers(options.headers).get('accept'),
    hasQuery: String(options.body ?? '').includes('"query"') || new URL(url).searchParams.has('query'),
  });
  return fetch(url, options);
}

/** The code of the error that `asked` ends with; `errorsOf` finds the errors in what the client throws. */
export async function codeOf(asked, errorsOf) {
  try {
    await asked;
  } catch (thrown) {
    return errorsOf(thrown)[0].extensions.code;
  }
  throw new Error('The client was not told of the error.');
}

/** Asks with `ask(document, variables)`, which gives the data, and prints what came of it. */
export async function report(ask, errorsOf) {
  const input = {
    id: randomUUID(),
    name: 'ubuntu',
    size: 5_000_000_000,
    properties: [{ name: 'os_distro', value: 'ubuntu' }],
  };
  const { createImage } = await ask(CREATE, { input });
  const { image } = await ask(READ, { id: input.id });
  const taken = await codeOf(ask(CREATE, { input }), errorsOf);
  const invalid = await codeOf(ask(INVALID, {}), errorsOf);
  console.log(JSON.stringify({ asked: input, created: createImage.image, read: image, taken, invalid, sent }));
}
