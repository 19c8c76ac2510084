/** Images with a tag, or without it. */

import { type FormEvent, useState } from "react";
import type { FormProperties } from "./AddFilter";
import { TagField } from "./Suggested";

export function TagForm({ kind, filters, onApply }: FormProperties) {
  const key = kind as "tag" | "notag";
  const [tag, setTag] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (tag) onApply({ [key]: [...filters[key].filter((each) => each !== tag), tag] });
  };
  return (
    <form id="add-filter" onSubmit={submit}>
      <TagField label={key === "tag" ? "With this tag" : "Without this tag"} value={tag} onChange={setTag} />
    </form>
  );
}
