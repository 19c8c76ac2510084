/** Two to four images side by side, as the address names them. */

import { useState } from "react";
import { useAddress } from "../address/useAddress";
import { CompareDocument } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { Loaded } from "../detail/Loaded";
import { LongText } from "../detail/LongText";
import { ViewLink } from "../detail/ViewLink";
import { Dialog } from "../ui/Dialog";
import { formatCount } from "../ui/formats";
import { type Cell, type Compared, type Row, rowsOf } from "./rows";

export function CompareDialog({ ids }: { ids: readonly string[] }) {
  const { push } = useAddress();
  const reading = useRead(CompareDocument, { ids: [...ids] });
  const close = () => push({ compare: [] });
  return (
    <Dialog title={`Compare ${ids.length} images`} onClose={close} isWide>
      <Loaded reading={reading}>
        {({ images }) => <Comparison ids={ids} images={ids.map((id) => find(images, id))} />}
      </Loaded>
      <p className="compare-end">
        <button type="button" className="button" onClick={close}>
          Close
        </button>
      </p>
    </Dialog>
  );
}

function find(images: readonly Compared[], id: string): Compared | null {
  return images.find((image) => image.id === id.toLowerCase()) ?? null;
}

function Comparison({ ids, images }: { ids: readonly string[]; images: readonly (Compared | null)[] }) {
  const [areEqualShown, setEqualShown] = useState(false);
  const rows = rowsOf(images);
  const different = rows.filter(({ isEqual }) => !isEqual);
  const equal = rows.filter(({ isEqual }) => isEqual);
  const width = ids.length + 1;
  return (
    <div className="scroll-box compare-box" tabIndex={0} role="group" aria-label="Comparison">
      <table className="compare">
        <caption className="visually-hidden">
          Fields and properties of the images; ≠ marks what differs from the first one
        </caption>
        <thead>
          <tr>
            <td />
            {images.map((image, at) => (
              <th key={ids[at]} scope="col">
                <ImageHead id={ids[at]!} image={image} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {different.length === 0 && (
            <tr>
              <td colSpan={width} className="none">
                These images do not differ.
              </td>
            </tr>
          )}
          {different.map((row) => (
            <CompareRow key={row.key} row={row} />
          ))}
        </tbody>
        <tbody>
          <tr>
            <th colSpan={width} scope="rowgroup">
              <button
                type="button"
                className="button button-quiet"
                aria-expanded={areEqualShown}
                onClick={() => setEqualShown(!areEqualShown)}
              >
                <span aria-hidden="true">{areEqualShown ? "▾" : "▸"}</span> {formatCount(equal.length)} equal{" "}
                {equal.length === 1 ? "field" : "fields"}
              </button>
            </th>
          </tr>
          {areEqualShown && equal.map((row) => <CompareRow key={row.key} row={row} />)}
        </tbody>
      </table>
    </div>
  );
}

function ImageHead({ id, image }: { id: string; image: Compared | null }) {
  if (!image) {
    return (
      <>
        <span className="compare-gone">Not visible: purged, or of another project</span>
        <code>{id}</code>
      </>
    );
  }
  return (
    <>
      <ViewLink change={{ image: image.id, compare: [] }} title={image.name ?? undefined} className="compare-name">
        <bdi>{image.name ?? "Image without a name"}</bdi>
      </ViewLink>
      <code>{id}</code>
    </>
  );
}

function CompareRow({ row }: { row: Row }) {
  return (
    <tr>
      <th scope="row" className={row.isProperty ? "compare-property" : undefined} title={row.label}>
        <bdi>{row.label}</bdi>
      </th>
      {row.cells.map((cell, at) => (
        <td key={at} data-different={cell.isDifferent}>
          <CellText cell={cell} />
        </td>
      ))}
    </tr>
  );
}

function CellText({ cell: { text, isDifferent } }: { cell: Cell }) {
  return (
    <>
      {isDifferent && (
        <span className="compare-mark" role="img" aria-label="Differs:" title="Differs from the first image">
          ≠
        </span>
      )}
      {text === null ? <span className="none">–</span> : text === "" ? <span className="none">(empty)</span> : <LongText text={text} />}
    </>
  );
}
