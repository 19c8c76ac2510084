/** Parts of the page that are loaded after the list, so that the first row does not wait for them. */

import { type ComponentType, useEffect, useState } from "react";
import { Dialog } from "./Dialog";

type Load<Properties> = () => Promise<ComponentType<Properties>>;

const loads: (() => Promise<unknown>)[] = [];

/** A component that shows nothing until its part of the page is here. It must be made outside of components. */
export function lazily<Properties extends object>(
  load: Load<Properties>,
): ComponentType<Properties> {
  let loaded: ComponentType<Properties> | null = null;
  const loadOnce = async () => (loaded ??= await load());
  loads.push(loadOnce);
  return function Lazy(properties: Properties) {
    const [Part, setPart] = useState(() => loaded);
    const [hasFailed, setFailed] = useState(false);
    useEffect(() => {
      if (Part) return;
      let isCurrent = true;
      loadOnce().then(
        (part) => isCurrent && setPart(() => part),
        () => isCurrent && setFailed(true),
      );
      return () => {
        isCurrent = false;
      };
    }, [Part]);
    if (Part) return <Part {...properties} />;
    return hasFailed ? <NotLoaded onClose={closerOf(properties)} /> : null;
  };
}

/** How a dialog is closed; other parts have nothing to close. */
function closerOf(properties: { onClose?: unknown }): (() => void) | undefined {
  return typeof properties.onClose === "function" ? (properties.onClose as () => void) : undefined;
}

/** Loads all parts while nothing else is to do, so that they open at once, also when the network is gone. */
export function preload(): void {
  // Safari has no requestIdleCallback.
  const later = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 1_000));
  // A part that is not here yet is loaded again when it is opened, and says then that it is missing.
  later(() => void Promise.allSettled(loads.map((load) => load())));
}

function NotLoaded({ onClose }: { onClose: (() => void) | undefined }) {
  const text = "This part of the page could not be loaded. The service is away, or it was updated.";
  const reload = (
    <button type="button" className="button" onClick={() => location.reload()}>
      Reload the page
    </button>
  );
  if (!onClose) {
    return (
      <div className="failure" role="alert">
        <p>{text}</p>
        {reload}
      </div>
    );
  }
  return (
    <Dialog title="Not loaded" onClose={onClose}>
      <p role="alert">{text}</p>
      {reload}
      <button type="button" className="button button-quiet" onClick={onClose}>
        Close
      </button>
    </Dialog>
  );
}
