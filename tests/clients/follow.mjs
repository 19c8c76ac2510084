// One client of those that subscribe: `node follow.mjs CLIENT ADDRESS` prints the first two events.

import { WebSocket } from 'ws';
import { createClient as createSocket } from 'graphql-ws';
import { createClient as createStream } from 'graphql-sse';

const [client, address] = process.argv.slice(2);
const socketAddress = address.replace('http', 'ws');
const text = 'subscription { imageChanged { type changedFields image { name } } }';
const create = 'mutation { createImage(input: { name: "a" }) { image { id } } }';
const update = 'mutation ($id: ID!) { updateImage(id: $id, input: { name: "b" }) { changedFields } }';

async function post(query, variables) {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()).data;
}

/** Two changes, of which the second is told only when the first was: it is then that the client follows. */
async function change() {
  const { createImage } = await post(create);
  return createImage.image.id;
}

const socket = () => createSocket({ url: socketAddress, webSocketImpl: WebSocket });

const clients = {
  'graphql-ws': async (tell) => socket().subscribe({ query: text }, { next: tell, error: fail, complete() {} }),
  'graphql-sse': async (tell) =>
    createStream({ url: address }).subscribe({ query: text }, { next: tell, error: fail, complete() {} }),
  'urql-ws': async (tell) => {
    const { Client, subscriptionExchange } = await import('@urql/core');
    const ws = socket();
    const exchange = subscriptionExchange({
      forwardSubscription: (request) => ({
        subscribe: (sink) => ({ unsubscribe: ws.subscribe({ ...request, query: request.query }, sink) }),
      }),
    });
    new Client({ url: address, exchanges: [exchange] }).subscription(text, {}).subscribe(told(tell));
  },
  'urql-sse': async (tell) => {
    const { Client, fetchExchange } = await import('@urql/core');
    const options = { url: address, exchanges: [fetchExchange], fetchSubscriptions: true };
    new Client(options).subscription(text, {}).subscribe(told(tell));
  },
  'apollo-multipart': async (tell) => {
    const { ApolloClient, HttpLink, InMemoryCache, gql } = await import('@apollo/client');
    const apollo = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: address }) });
    apollo.subscribe({ query: gql(text) }).subscribe({ next: told(tell), error: fail });
  },
  'apollo-ws': async (tell) => {
    const { ApolloClient, InMemoryCache, gql } = await import('@apollo/client');
    const { GraphQLWsLink } = await import('@apollo/client/link/subscriptions');
    const apollo = new ApolloClient({ cache: new InMemoryCache(), link: new GraphQLWsLink(socket()) });
    apollo.subscribe({ query: gql(text) }).subscribe({ next: tell, error: fail });
  },
};

function told(tell) {
  return ({ data, error }) => (error ? fail(error) : tell({ data }));
}

function fail(error) {
  console.error(error);
  process.exit(1);
}

const events = [];
let id;
let waiting;

await clients[client](({ data }) => {
  events.push(data.imageChanged);
  clearInterval(waiting);
  if (data.imageChanged.type === 'UPDATED') {
    console.log(JSON.stringify(events.slice(-2)));
    process.exit(0);
  }
  post(update, { id });
});
// Whether the client follows already only its first event tells.
waiting = setInterval(async () => {
  id = await change();
}, 300);
