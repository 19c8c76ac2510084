import fc from "fast-check";
import { expect, test } from "vitest";
import { endOfAnswer } from "./ending";
import { eventReader } from "./eventStream";

const TEXT = ':\n\nid: e7\nevent: next\ndata: {"data": 1}\n\n:\n\nevent: next\r\ndata: two\r\ndata: lines\r\n\r\nevent: complete\ndata:\n\n';

test("events are the same however their text is cut", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(TEXT.length), { maxLength: 8 }), (cuts) => {
      const read = eventReader();
      const bounds = [0, ...cuts.toSorted((a, b) => a - b), TEXT.length];
      const events = bounds.flatMap((bound, index) => read(TEXT.slice(bound, bounds[index + 1] ?? bound)));
      expect(events).toEqual([
        { event: "next", data: '{"data": 1}' },
        { event: "next", data: "two\nlines" },
        { event: "complete", data: "" },
      ]);
    }),
  );
});

test.each([
  [200, '{"errors": [{"extensions": {"code": "READ_ONLY"}}]}', { code: "READ_ONLY" }],
  [401, "", { code: "UNAUTHENTICATED" }],
  [502, "<html>Bad Gateway</html>", "down"],
  [200, "<html>Sign in</html>", "blocked"],
  [404, "{}", "blocked"],
])("an answer %i that is no stream: %s", (status, body, end) => {
  expect(endOfAnswer(status, body)).toEqual(end);
});
