// What TypeScript knows of an answer: it would let each line under `@ts-expect-error` pass if a type were `any`.

import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { graphql } from '../generated';
import type { UpdateImageInput } from '../generated/graphql';

const List = graphql(`
  query List($where: ImageWhere, $limit: Int) {
    images(where: $where, limit: $limit) { id name size status createdAt propertyMap tags }
  }
`);

const Change = graphql(`
  mutation Change($id: ID!, $input: UpdateImageInput!) {
    updateImage(id: $id, input: $input) { changedFields image { version } }
  }
`);

export function titles(data: ResultOf<typeof List>): string[] {
  return data.images.map((image) => {
    const size: number | null | undefined = image.size;
    const created: string = image.createdAt;
    // @ts-expect-error `size` is a number or null.
    const wrongSize: string = image.size;
    // @ts-expect-error There are eleven states, and this is none.
    const isLost = image.status === 'LOST';
    // @ts-expect-error The query does not select it.
    const owner = image.owner;
    return [image.name ?? image.id, size, created, ...image.tags].join(' ');
  });
}

export const wanted: VariablesOf<typeof List> = { where: { status: { eq: 'ACTIVE' }, tags: { any: ['lts'] } } };

export const merged: UpdateImageInput = { properties: { merge: { set: [{ name: 'a', value: 'b' }], remove: [] } } };

// @ts-expect-error Only one of the two ways may be given.
export const both: UpdateImageInput = { properties: { merge: { set: [], remove: [] }, replace: [] } };

// @ts-expect-error A limit is a number.
export const misspelt: VariablesOf<typeof List> = { limit: 'ten' };

export function version(data: ResultOf<typeof Change>): string | undefined {
  return data.updateImage?.image.version;
}
