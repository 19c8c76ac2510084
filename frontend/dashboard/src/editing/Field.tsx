/** A labelled control, with what is wrong with it and what it means. */

import { type ReactNode, useId } from "react";

export type ControlAttributes = {
  id: string;
  "aria-invalid": boolean | undefined;
  "aria-describedby": string | undefined;
};

type Properties = {
  label: string;
  error?: string | undefined;
  hint?: ReactNode;
  children: (attributes: ControlAttributes) => ReactNode;
};

export function Field({ label, error, hint, children }: Properties) {
  const id = useId();
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div className="edit-field">
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-invalid": error ? true : undefined, "aria-describedby": described || undefined })}
      {error && <FieldError id={`${id}-error`} text={error} />}
      {hint && (
        <p className="edit-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

export function FieldError({ id, text }: { id?: string; text: string }) {
  return (
    <p className="field-error" id={id}>
      {text}
    </p>
  );
}
