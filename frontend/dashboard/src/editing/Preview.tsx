/** What will be sent, as lines that go and come. */

import { type Line } from "./changes";

export function Preview({ lines, empty }: { lines: readonly Line[]; empty: string }) {
  return (
    <section className="edit-preview" aria-label="What changes">
      <h3>What changes</h3>
      {lines.length === 0 && <p className="edit-hint">{empty}</p>}
      <ul>
        {lines.map(({ key, sign, text }) => {
          const Mark = sign === "+" ? "ins" : "del";
          return (
            <li key={`${sign}${key}`}>
              <Mark title={text}>
                <span>{sign}</span> <bdi>{text}</bdi>
              </Mark>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
