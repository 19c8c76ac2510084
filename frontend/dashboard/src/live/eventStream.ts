/** The text of Server-Sent Events, as it comes in pieces: GraphQL over SSE in distinct connections mode. */

export type ServerEvent = { event: string; data: string };

/** A function that takes the next piece of text and returns the events that are complete with it. */
export function eventReader(): (piece: string) => ServerEvent[] {
  let rest = "";
  return (piece) => {
    // A line break of two characters may be cut in two, so the last one waits.
    const blocks = (rest + piece).replace(/\r\n/g, "\n").split("\n\n");
    rest = blocks.pop() ?? "";
    return blocks.flatMap(eventOf);
  };
}

/** A block of lines; comments alone, which keep the connection alive, are no event. */
function eventOf(block: string): ServerEvent[] {
  const fields = block.split("\n").filter((line) => line !== "" && !line.startsWith(":")).map(fieldOf);
  if (fields.length === 0) return [];
  const event = fields.findLast(([name]) => name === "event")?.[1] ?? "message";
  const data = fields.filter(([name]) => name === "data").map(([, value]) => value);
  return [{ event, data: data.join("\n") }];
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(":");
  return colon < 0 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
}
