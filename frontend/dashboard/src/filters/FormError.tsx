/** What is wrong with a field, said when it is submitted. */

export function FormError({ id, text }: { id: string; text: string | null }) {
  return (
    <p id={id} className="form-error" role="alert">
      {text}
    </p>
  );
}
