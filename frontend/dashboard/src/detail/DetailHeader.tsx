/** The top of the drawer: the image's name, its neighbours, and the way out. */

import type { RefObject } from "react";
import { useAddress } from "../address/useAddress";
import { neighbours } from "./neighbours";

type Properties = {
  title: string;
  heading: RefObject<HTMLHeadingElement | null>;
  id: string;
  ids: readonly string[];
  onClose: () => void;
};

export function DetailHeader({ title, heading, id, ids, onClose }: Properties) {
  const { push } = useAddress();
  const { previous, next } = neighbours(ids, id);
  const step = (label: string, sign: string, target: string | null) => (
    <button
      type="button"
      className="button button-quiet"
      aria-label={label}
      title={label}
      aria-disabled={target === null}
      onClick={() => target !== null && push({ image: target })}
    >
      {sign}
    </button>
  );
  return (
    <header className="detail-header">
      <h2 ref={heading} tabIndex={-1} title={title}>
        <bdi>{title}</bdi>
      </h2>
      {ids.includes(id) && (
        <>
          {step("Previous image", "↑", previous)}
          {step("Next image", "↓", next)}
        </>
      )}
      <button
        type="button"
        className="button button-quiet"
        aria-label="Close image"
        title="Close (Esc)"
        data-key="close"
        onClick={onClose}
      >
        ✕
      </button>
    </header>
  );
}
