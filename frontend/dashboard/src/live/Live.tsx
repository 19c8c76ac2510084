/** Whether the page follows changes, and a button for images that have come. */

import { useAddress } from "../address/useAddress";
import { refresh } from "../api/refresh";
import { Announcer } from "../ui/Announcer";
import { waitingText } from "./changes";
import { indicatorOf } from "./texts";
import { useLive } from "./useLive";

export function Live() {
  const { connection, changes } = useLive();
  const { push } = useAddress();
  const { tone, label, title } = indicatorOf(connection);
  const waiting = waitingText(changes);
  const show = () => {
    push({ after: null, before: null });
    refresh();
  };
  return (
    <div className="live">
      {waiting && (
        <button type="button" className="button live-show" onClick={show}>
          {waiting} – show
        </button>
      )}
      <span className={`live-state live-${tone}`} title={title}>
        {label}
      </span>
      <Announcer text={waiting ?? ""} />
    </div>
  );
}
