/** Tags as chips: Enter adds what is typed, Backspace in an empty input removes the last. */

import { type KeyboardEvent, useRef, useState } from "react";
import { Field } from "./Field";

type Properties = {
  label: string;
  tags: readonly string[];
  set: (tags: readonly string[]) => void;
  error?: string | undefined;
  placeholder?: string;
  /** What one of them is called. */
  noun?: string;
};

export function TagsInput({ label, tags, set, error, placeholder = "Add a tag", noun = "tag" }: Properties) {
  const [typed, setTyped] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const add = () => {
    const tag = typed.trim();
    if (tag && !tags.includes(tag)) set([...tags, tag]);
    setTyped("");
  };
  const remove = (tag: string) => {
    set(tags.filter((each) => each !== tag));
    input.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && typed) {
      event.preventDefault();
      add();
    }
    if (event.key === "Backspace" && !typed && tags.length > 0) set(tags.slice(0, -1));
  };
  return (
    <Field label={label} error={error}>
      {(attributes) => (
        <div className="tag-chips input">
          {tags.map((tag) => (
            <span className="tag-chip" key={tag}>
              <bdi title={tag}>{tag}</bdi>
              <button type="button" aria-label={`Remove ${noun} ${tag}`} onClick={() => remove(tag)}>
                ✕
              </button>
            </span>
          ))}
          <input
            {...attributes}
            ref={input}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            placeholder={placeholder}
            onChange={({ target }) => setTyped(target.value)}
            onKeyDown={press}
            onBlur={add}
          />
        </div>
      )}
    </Field>
  );
}
