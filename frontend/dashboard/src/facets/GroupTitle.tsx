/** The head of a group: its name, how many values are chosen, whether it is being read, and how it closes. */

import type { Ref } from "react";

type Properties = {
  id: string;
  title: string;
  chosen: number;
  isLoading: boolean;
  fold?: { isOpen: boolean; set: (isOpen: boolean) => void } | undefined;
  onClear?: () => void;
  isNew?: boolean | undefined;
  onClose?: (() => void) | undefined;
  /** The button that folds. */
  button?: Ref<HTMLButtonElement>;
};

export function GroupTitle({ id, title, chosen, isLoading, fold, onClear, isNew, onClose, button }: Properties) {
  const name = (
    <bdi id={id} className="facet-name" title={title}>
      {title}
    </bdi>
  );
  return (
    <div className="facet-head">
      <h3>
        {fold ? (
          <button
            ref={button}
            type="button"
            className="facet-fold"
            aria-expanded={fold.isOpen}
            onClick={() => fold.set(!fold.isOpen)}
          >
            {name}
          </button>
        ) : (
          name
        )}
      </h3>
      {isLoading && <span className="facet-spinner" title="Counting" />}
      {chosen > 0 && onClear && (
        <button type="button" className="button button-quiet facet-small" onClick={onClear}>
          Clear<span className="visually-hidden"> {title}</span>
        </button>
      )}
      {onClose && (
        <button
          type="button"
          className="button button-quiet facet-small"
          aria-label={`Close ${title}`}
          autoFocus={isNew}
          onClick={onClose}
        >
          ✕
        </button>
      )}
    </div>
  );
}
