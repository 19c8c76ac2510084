/** Follows changes: runs the state machine of `connection.ts` with a clock and the ways to connect. */

import type { LiveEventFragment } from "../api/generated/graphql";
import { atRest, type Connection, type Effect, type End, type Input, type Position, step, type Way } from "./connection";

/** What a connection tells; after `end`, nothing more. */
export type Sink = {
  opened: () => void;
  events: (events: readonly LiveEventFragment[]) => void;
  end: (end: End) => void;
};

/** Connects, and returns a function that closes. */
export type Connect = (position: Position, sink: Sink) => () => void;

export type Ports = {
  ways: Record<Way, Connect>;
  /** Events since a time of the client's clock, once: oldest first. */
  past: (since: number, onEvents: (events: readonly LiveEventFragment[]) => void) => () => void;
  onConnection: (connection: Connection) => void;
  onEvents: (events: readonly LiveEventFragment[]) => void;
  readAgain: () => void;
  now: () => number;
  random: () => number;
};

/** The service confirms no subscription over a WebSocket, but it runs after this time (docs/subscriptions.md). */
const UNTIL_SUBSCRIBED = 1_000;

export class Follower {
  #connection: Connection;
  #close = () => {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ports: Ports) {
    this.#connection = atRest(ports.now());
  }

  send(input: Input): void {
    const { connection, effects } = step(this.#connection, input, this.ports.now(), this.ports.random());
    this.#connection = connection;
    for (const effect of effects) this.#run(effect);
    this.ports.onConnection(this.#connection);
  }

  #run(effect: Effect): void {
    switch (effect.type) {
      case "open":
        this.#stop();
        this.#open(effect.way, effect.position);
        break;
      case "close":
        this.#stop();
        break;
      case "wait":
        this.#stop();
        this.#timer = setTimeout(() => this.send({ type: "waited" }), effect.milliseconds);
        break;
      case "catchUp":
        this.#catchUp(effect.since);
        break;
      case "readAgain":
        this.ports.readAgain();
        break;
    }
  }

  #stop(): void {
    clearTimeout(this.#timer);
    const close = this.#close;
    this.#close = () => {};
    close();
  }

  #open(way: Way, position: Position): void {
    let isCurrent = true;
    const whileCurrent = (act: () => void) => {
      if (isCurrent) act();
    };
    const close = this.ports.ways[way](position, {
      opened: () => whileCurrent(() => this.send({ type: "opened" })),
      events: (events) => whileCurrent(() => this.#receive(events)),
      end: (end) =>
        whileCurrent(() => {
          isCurrent = false;
          this.send({ type: "ended", end });
        }),
    });
    // A way that ended before it returned has nothing left to close.
    if (!isCurrent) return;
    this.#close = () => {
      isCurrent = false;
      close();
    };
  }

  #receive(events: readonly LiveEventFragment[]): void {
    const last = events.at(-1);
    if (!last) return;
    this.send({ type: "passed", cursor: last.cursor });
    this.ports.onEvents(events);
  }

  #catchUp(since: number): void {
    let stopAsking = () => {};
    const timer = setTimeout(() => {
      stopAsking = this.ports.past(since, (events) => {
        // An event of the connection itself is newer than any of these.
        if (this.#connection.after === null) this.#receive(events);
        else this.ports.onEvents(events);
      });
    }, UNTIL_SUBSCRIBED);
    const close = this.#close;
    this.#close = () => {
      clearTimeout(timer);
      stopAsking();
      close();
    };
  }
}
