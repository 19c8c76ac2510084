/** An image as the API answers it. */

import { ImageDocument } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { CopyButton } from "./CopyButton";
import { jsonOf } from "./copies";
import { Loaded } from "./Loaded";

export function JsonTab({ id }: { id: string }) {
  const reading = useRead(ImageDocument, { id });
  return (
    <Loaded reading={reading}>
      {({ image }) => {
        if (!image) return null;
        const text = jsonOf(image);
        return (
          <>
            <p className="json-actions">
              <CopyButton what="JSON" label="Copy" text={text} />
              <button type="button" className="button" onClick={() => download(`${id}.json`, `${text}\n`)}>
                Download
              </button>
            </p>
            <pre className="json" tabIndex={0} aria-label="JSON">
              {text}
            </pre>
          </>
        );
      }}
    </Loaded>
  );
}

function download(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
