/** All fields of an image, and its tags. */

import { type FormEvent, type ReactNode, useState } from "react";
import { useAddress } from "../address/useAddress";
import { formatBytes, formatCount, formatEnum, formatInstant, formatSize } from "../ui/formats";
import { Time } from "../ui/Time";
import { CopyButton } from "./CopyButton";
import type { DetailImage } from "./Detail";
import { FilterLink } from "./ViewLink";

/** Tags that are shown before a button shows the rest. */
const TAGS = 50;

export function OverviewTab({ image }: { image: DetailImage }) {
  return (
    <>
      <dl className="fields">
        <Field label="Id">
          <code>{image.id}</code> <CopyButton what="id" text={image.id} />
        </Field>
        <Field label="Status">
          <span className={`status status-${image.status.toLowerCase()}`}>{formatEnum(image.status)}</span>
        </Field>
        <Field label="Visibility">{formatEnum(image.visibility)}</Field>
        <Field label="Owner">
          {image.owner !== null && (
            <>
              <FilterLink filters={{ owner: [image.owner] }}>
                <bdi>{image.owner}</bdi>
              </FilterLink>{" "}
              <CopyButton what="owner" text={image.owner} />
            </>
          )}
        </Field>
        <Field label="Tags">{image.tags.length > 0 && <Tags tags={image.tags} />}</Field>
        <Field label="Disk format">
          {image.diskFormat !== null && (
            <FilterLink filters={{ disk: [image.diskFormat] }}>{image.diskFormat}</FilterLink>
          )}
        </Field>
        <Field label="Container format">
          {image.containerFormat !== null && (
            <FilterLink filters={{ container: [image.containerFormat] }}>{image.containerFormat}</FilterLink>
          )}
        </Field>
        <Field label="Size">{size(image.size)}</Field>
        <Field label="Virtual size">{size(image.virtualSize)}</Field>
        <Field label="Minimum disk">{image.minDisk > 0 && `${formatCount(image.minDisk)} GiB`}</Field>
        <Field label="Minimum memory">{image.minRam > 0 && `${formatCount(image.minRam)} MiB`}</Field>
        <Field label="Protected">{image.protected ? "Yes, it cannot be deleted" : "No"}</Field>
        <Field label="Hidden">{image.hidden ? "Yes, lists leave it out" : "No"}</Field>
        <Field label="Created">{instant(image.createdAt)}</Field>
        <Field label="Updated">{instant(image.updatedAt)}</Field>
        {image.deletedAt !== null && <Field label="Deleted">{instant(image.deletedAt)}</Field>}
        <Field label="Checksum (MD5)">{digest("checksum", image.checksum)}</Field>
        <Field label={image.hashAlgorithm === null ? "Hash" : `Hash (${image.hashAlgorithm})`}>
          {digest("hash", image.hashValue)}
        </Field>
      </dl>
      <CompareWith id={image.id} />
    </>
  );
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children || <span className="none">–</span>}</dd>
    </div>
  );
}

function Tags({ tags }: { tags: readonly string[] }) {
  const [areAllShown, setAllShown] = useState(false);
  const shown = areAllShown ? tags : tags.slice(0, TAGS);
  return (
    <ul className="tags">
      {shown.map((tag) => (
        <li key={tag}>
          <FilterLink filters={{ tag: [tag] }}>
            <bdi>{tag}</bdi>
          </FilterLink>
        </li>
      ))}
      {shown.length < tags.length && (
        <li>
          <button type="button" className="button button-quiet" onClick={() => setAllShown(true)}>
            Show all {formatCount(tags.length)} tags
          </button>
        </li>
      )}
    </ul>
  );
}

function size(bytes: number | null): ReactNode {
  if (bytes === null) return null;
  return (
    <>
      {formatSize(bytes)} <span className="none">{formatBytes(bytes)}</span>
    </>
  );
}

function instant(text: string): ReactNode {
  return (
    <>
      <Time instant={text} /> <span className="none">{formatInstant(text)}</span>
    </>
  );
}

function digest(what: string, value: string | null): ReactNode {
  if (value === null) return null;
  return (
    <>
      <code>{value}</code> <CopyButton what={what} text={value} />
    </>
  );
}

function CompareWith({ id }: { id: string }) {
  const { push } = useAddress();
  const [other, setOther] = useState("");
  const target = other.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (target && target !== id) push({ compare: [id, target] });
  };
  return (
    <form className="compare-with" onSubmit={submit}>
      <label>
        Compare with the image of id
        <input className="input" value={other} spellCheck={false} onChange={(event) => setOther(event.target.value)} />
      </label>
      <button type="submit" className="button" disabled={!target || target === id}>
        Compare
      </button>
    </form>
  );
}
