/** What the page says of its connection. */

import type { Connection } from "./connection";

export type Indicator = { tone: "good" | "busy" | "idle"; label: string; title: string };

/** One short label and one sentence. */
export function indicatorOf({ phase, way, code }: Connection): Indicator {
  switch (phase) {
    case "live":
      return way === "poll"
        ? { tone: "good", label: "Every 15 s", title: "The page asks for changes every 15 seconds." }
        : { tone: "good", label: "Live", title: "Changes appear as they happen." };
    case "connecting":
      return { tone: "busy", label: "Connecting…", title: "The page connects to follow changes." };
    case "waiting":
      return { tone: "busy", label: "Reconnecting…", title: "The connection is lost. The page tries again by itself." };
    case "paused":
      return { tone: "idle", label: "Paused", title: "Changes are not followed while nobody sees the page." };
    case "refused":
      return { tone: "idle", label: "Not live", title: "Changes cannot be followed without valid credentials." };
    case "off":
      return {
        tone: "idle",
        label: "Not live",
        title:
          code === "READ_ONLY"
            ? "This database has no events. Reload to see changes."
            : `The service does not let this page follow changes (${code}).`,
      };
  }
}
