/** A range of sizes or instants; an end may be open. */

import { type FormEvent, useId, useState } from "react";
import { rangeProblem } from "./checks";
import type { FormProperties } from "./AddFilter";
import { FormError } from "./FormError";

const HINTS = {
  size: "Such as 512M, 1.5G or 10GiB; units are powers of 1024.",
  instant: "A date such as 2026-01-31, an instant such as 2026-01-31T12:00Z, or an age: 12h, 7d, 4w, 1y.",
};

export function RangeForm({ kind, filters, onApply }: FormProperties) {
  const key = kind as "size" | "created" | "updated";
  const [range, setRange] = useState(filters[key] ?? { from: "", to: "" });
  const [problem, setProblem] = useState<string | null>(null);
  const [hint, error] = [useId(), useId()];
  const isSize = key === "size";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = { from: range.from.trim(), to: range.to.trim() };
    const found = rangeProblem(key, trimmed, new Date());
    setProblem(found);
    if (!found) onApply({ [key]: trimmed.from || trimmed.to ? trimmed : null });
  };
  const end = (name: "from" | "to", label: string) => (
    <label className="field">
      {label}
      <input
        className="input"
        value={range[name]}
        aria-invalid={problem !== null}
        aria-describedby={`${hint} ${error}`}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setRange({ ...range, [name]: event.target.value })}
      />
    </label>
  );
  return (
    <form id="add-filter" onSubmit={submit}>
      <div className="field-pair">
        {end("from", isSize ? "At least" : "Since")}
        {end("to", isSize ? "At most" : "Until")}
      </div>
      <p id={hint} className="hint">
        {isSize ? HINTS.size : HINTS.instant}
      </p>
      <FormError id={error} text={problem} />
    </form>
  );
}
