/** What concerns the whole page: no connection, no valid credentials, an update, or nothing that may be changed. */

import { type ReactNode, useEffect, useState } from "react";
import { type Health, useHealth } from "../api/health";
import { useSession } from "../app/session";
import { formatAge } from "../ui/formats";
import { Refused } from "./Refused";
import { useCanWrite } from "./useCanWrite";

export function Banners() {
  const health = useHealth();
  const { data } = useSession();
  const { reason } = useCanWrite();
  return (
    <>
      {health.isOutdated && <OutdatedBanner />}
      {health.reach !== "good" && <AwayBanner health={health} />}
      {data && health.refusal && (
        <Banner tone="bad">
          <Refused refusal={health.refusal} hasData />
        </Banner>
      )}
      {data && reason && health.reach === "good" && !health.refusal && !health.isOutdated && (
        <p className="only-look">{reason}</p>
      )}
    </>
  );
}

function Banner({ tone, children }: { tone: "bad" | "busy"; children: ReactNode }) {
  return (
    <div className={`banner banner-${tone}`} role="status">
      {children}
    </div>
  );
}

function OutdatedBanner() {
  return (
    <Banner tone="busy">
      <p>Glimpse was updated. This page is of the version before.</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        Reload the page
      </button>
    </Banner>
  );
}

function AwayBanner({ health: { reach, goodUntil } }: { health: Health }) {
  const now = useNow(5_000);
  return (
    <Banner tone="busy">
      <p>
        {reach === "offline" ? "The service does not answer." : "The service is not available at the moment."} The page
        tries again by itself.{" "}
        {goodUntil && (
          <span aria-live="off">
            What you see is as of {formatAge(goodUntil.toISOString(), now)}; changes are not possible.
          </span>
        )}
      </p>
    </Banner>
  );
}

/** The time, anew after each interval in milliseconds. */
function useNow(interval: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}
