/** A part of the overview with its title. */

import { type ReactNode, useId } from "react";

type Properties = { title: string; note?: string; isLoading: boolean; children: ReactNode };

export function Panel({ title, note, isLoading, children }: Properties) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id} aria-busy={isLoading}>
      <h2 id={id}>{title}</h2>
      {note && <p className="panel-note">{note}</p>}
      {children}
    </section>
  );
}
