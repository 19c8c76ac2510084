/** Says which parts of the address are not understood. They stay in it until somebody takes them away. */

import { useAddress } from "../address/useAddress";
import { decodeText } from "../address/texts";

export function UnknownParameters() {
  const { view, push } = useAddress();
  if (!view.unknown.length) return null;
  return (
    <p className="unknown" role="status">
      This page does not understand{" "}
      {view.unknown.map((part, index) => (
        <span key={index}>
          {index > 0 && ", "}
          <code>{decodeText(part) ?? part}</code>
        </span>
      ))}{" "}
      in its address, and shows the list without that.{" "}
      <button type="button" className="button button-quiet" onClick={() => push({ unknown: [] })}>
        Take away
      </button>
    </p>
  );
}
