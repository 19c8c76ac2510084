/** Following over a WebSocket: the protocol `graphql-transport-ws`, as much of it as one subscription needs. */

import { ENDPOINT } from "../api/client";
import { credentialHeaders } from "../api/credentials";
import { documentId } from "../api/documents";
import { LiveEventsDocument, type LiveEventsSubscription } from "../api/generated/graphql";
import type { End } from "./connection";
import { codeOf } from "./ending";
import type { Connect } from "./follower";

/** A network or a proxy that answers nothing to a handshake is noticed before the browser does. */
const UNTIL_BLOCKED = 5_000;

/** A lost network closes nothing by itself: silence shows it. A ping is sent after so long, and lost after as long again. */
const SILENCE = 10_000;

/** Closed because the credentials are missing or no longer valid; over HTTP the service says which. */
const FORBIDDEN = 4403;

const ID = "1";

type Message =
  | { type: "connection_ack" | "ping" | "pong" | "complete" }
  | { type: "next"; payload: { data?: LiveEventsSubscription | null } }
  | { type: "error"; payload: { extensions?: { code?: string } }[] };

export const followBySocket: Connect = ({ after }, sink) => {
  const socket = new WebSocket(ENDPOINT.replace(/^http/, "ws"), "graphql-transport-ws");
  let isOpen = false;
  let timer = setTimeout(() => end("blocked"), UNTIL_BLOCKED);
  const send = (message: object) => socket.send(JSON.stringify(message));
  const listen = (isAsked: boolean) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (isAsked) return end("lost");
      send({ type: "ping" });
      listen(true);
    }, SILENCE);
  };
  const close = () => {
    clearTimeout(timer);
    socket.onopen = socket.onmessage = socket.onclose = null;
    // The browser complains about a socket that is closed while it opens.
    if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close();
    else socket.close();
  };
  const end = (how: End) => {
    close();
    sink.end(how);
  };
  socket.onopen = () => send({ type: "connection_init", payload: credentialHeaders() });
  socket.onclose = ({ code }) => end(isOpen && code !== FORBIDDEN ? "lost" : "blocked");
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (isOpen) listen(false);
    switch (message.type) {
      case "connection_ack":
        isOpen = true;
        listen(false);
        send({
          id: ID,
          type: "subscribe",
          payload: { documentId: documentId(LiveEventsDocument), variables: { after } },
        });
        return sink.opened();
      case "ping":
        return send({ type: "pong" });
      case "next":
        return message.payload.data ? sink.events([message.payload.data.imageChanged]) : undefined;
      case "error":
        return end({ code: codeOf({ errors: message.payload }) });
      case "complete":
        return end("lost");
    }
  };
  return close;
};
