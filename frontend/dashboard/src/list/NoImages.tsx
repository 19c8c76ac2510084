/** A list without rows: why, and what helps. */

import { useAddress, WITHOUT_FILTERS } from "../address/useAddress";
import { useSession } from "../app/session";
import { describeFilters } from "../filters/describe";

/** How many filters a reader can weigh at a glance. */
const MAX_SUGGESTIONS = 5;

export function NoImages() {
  const { view, push, filter } = useAddress();
  const active = describeFilters(view.filters);
  if (view.after !== null || view.before !== null) {
    return (
      <div className="no-images">
        <h2>No images on this page</h2>
        <p>The list has changed since the link was made.</p>
        <button type="button" className="button" onClick={() => leave(() => push({ after: null, before: null }))}>
          Show the first page
        </button>
      </div>
    );
  }
  if (!active.length) return <EmptyRegistry />;
  return (
    <div className="no-images">
      <h2>No image matches</h2>
      <p>{active.length > 1 ? "Try the list without one of these filters:" : "Try the list without this filter:"}</p>
      <ul className="no-images-filters">
        {active.slice(0, MAX_SUGGESTIONS).map(({ id, label, without }) => (
          <li key={id}>
            <button type="button" className="button" title={label} onClick={() => leave(() => filter(without))}>
              Without <bdi>{label}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {active.length > 1 && (
        <button type="button" className="button button-quiet" onClick={() => leave(() => push(WITHOUT_FILTERS))}>
          Clear all filters
        </button>
      )}
    </div>
  );
}

/** The button that was pressed goes away with this note, so the focus goes to the content. */
function leave(go: () => void): void {
  document.getElementById("content")?.focus();
  go();
}

function EmptyRegistry() {
  const { data } = useSession();
  return (
    <div className="no-images">
      <h2>No images yet</h2>
      {data?.registry.readOnly ? (
        <p>This registry is read-only. Images that its database gets appear here.</p>
      ) : (
        <>
          <p>None exist that you can see. On the server, one of these commands brings some:</p>
          <dl>
            <dt>
              <code>glimpse demo</code>
            </dt>
            <dd>fills the database with an invented catalogue, to try things out.</dd>
            <dt>
              <code>glimpse import images.jsonl</code>
            </dt>
            <dd>reads images that another registry exported.</dd>
          </dl>
          <p>
            Or create one with the mutation <code>createImage</code> in <a href="graphql">GraphiQL</a>.
          </p>
        </>
      )}
    </div>
  );
}
