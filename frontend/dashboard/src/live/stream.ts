/** Following over Server-Sent Events, read by `fetch`, because an `EventSource` sends no headers. */

import { ENDPOINT } from "../api/client";
import { credentialHeaders } from "../api/credentials";
import { documentId } from "../api/documents";
import { LiveEventsDocument, type LiveEventsSubscription } from "../api/generated/graphql";
import { noteAnswer } from "../api/health";
import type { End } from "./connection";
import { codeOf, endOfAnswer, type WithErrors } from "./ending";
import { eventReader, type ServerEvent } from "./eventStream";
import type { Connect, Sink } from "./follower";

/** A stream without a first byte is held back by a proxy. */
const UNTIL_BLOCKED = 10_000;

/** The service says something every 15 seconds, unless it is configured otherwise. */
const UNTIL_LOST = 60_000;

type Message = WithErrors & { data?: LiveEventsSubscription | null };

export const followByStream: Connect = ({ after }, sink) => {
  const abortion = new AbortController();
  void follow(after, sink, abortion).then((end) => {
    abortion.abort();
    sink.end(end);
  });
  return () => abortion.abort();
};

async function follow(after: string | null, sink: Sink, abortion: AbortController): Promise<End> {
  let isOpen = false;
  let silence = setTimeout(() => abortion.abort(), UNTIL_BLOCKED);
  try {
    const response = await fetch(ENDPOINT, {
      method: "POST",
      cache: "no-store",
      headers: { ...credentialHeaders(), accept: "text/event-stream", "content-type": "application/json" },
      body: JSON.stringify({ documentId: documentId(LiveEventsDocument), variables: { after } }),
      signal: abortion.signal,
    });
    noteAnswer(response);
    if (!/^text\/event-stream/i.test(response.headers.get("content-type") ?? "") || !response.body) {
      return endOfAnswer(response.status, await response.text());
    }
    const read = eventReader();
    for await (const piece of pieces(response.body)) {
      if (!isOpen) sink.opened();
      isOpen = true;
      clearTimeout(silence);
      silence = setTimeout(() => abortion.abort(), UNTIL_LOST);
      for (const event of read(piece)) {
        const end = take(event, sink);
        if (end) return end;
      }
    }
    return isOpen ? "lost" : "blocked";
  } catch {
    // The network failed, or the time was over. What comes next depends on whether anything had come.
    if (isOpen) return "lost";
    return abortion.signal.aborted ? "blocked" : "down";
  } finally {
    clearTimeout(silence);
  }
}

async function* pieces(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    yield decoder.decode(part.value, { stream: true });
  }
}

function take({ event, data }: ServerEvent, sink: Sink): End | null {
  if (event === "complete") return "lost";
  const answer = JSON.parse(data) as Message;
  if (answer.data) sink.events([answer.data.imageChanged]);
  else if (answer.errors) return { code: codeOf(answer) };
  return null;
}
