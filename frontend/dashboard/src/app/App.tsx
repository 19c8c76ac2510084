/** The frame: header, the section that the address names, and what lies above it. */

import { useMemo, useState } from "react";
import { AddressProvider, useLocationAddress } from "../address/useAddress";
import { SessionDocument } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { EditingProvider } from "../editing/EditingProvider";
import { ImagesSection } from "../list/ImagesSection";
import { LiveProvider } from "../live/useLive";
import { Selection } from "../selection/Selection";
import { Gate } from "../states/Gate";
import { Announcer } from "../ui/Announcer";
import { Notices } from "../ui/Notices";
import { lazily } from "../ui/lazily";
import { Header } from "./Header";
import { SessionProvider } from "./session";

const CompareDialog = lazily(() => import("../compare/CompareDialog").then(({ CompareDialog }) => CompareDialog));
const OverviewSection = lazily(() => import("../overview/OverviewSection").then(({ OverviewSection }) => OverviewSection));
const SharedSection = lazily(() => import("../sharing/SharedSection").then(({ SharedSection }) => SharedSection));

export function App() {
  const address = useLocationAddress();
  const session = useRead(SessionDocument, {});
  // A memo, so that a new page of the list does not draw what only needs the session.
  const provided = useMemo(() => session, [session.data, session.failure, session.isLoading]);
  const [announcement, announce] = useState("");
  const { section, compare } = address.view;
  return (
    <AddressProvider value={address}>
      <SessionProvider value={provided}>
        <Notices>
          <EditingProvider>
            <a className="skip" href="#content">
              Skip to the content
            </a>
            <Header />
            <Gate>
              <LiveProvider>
                <Selection>
                  <main id="content" tabIndex={-1}>
                    {section === "images" && <ImagesSection announce={announce} />}
                    {section === "overview" && <OverviewSection />}
                    {section === "shared" && <SharedSection />}
                  </main>
                  {compare.length > 0 && <CompareDialog ids={compare} />}
                </Selection>
              </LiveProvider>
            </Gate>
            <Announcer text={announcement} />
          </EditingProvider>
        </Notices>
      </SessionProvider>
    </AddressProvider>
  );
}
