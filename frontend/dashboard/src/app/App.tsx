/** The frame: header, the section that the address names, and what lies above it. */

import { useMemo, useState } from "react";
import { AddressProvider, useLocationAddress } from "../address/useAddress";
import { SessionDocument } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { ImagesSection } from "../list/ImagesSection";
import { LiveProvider } from "../live/useLive";
import { Selection } from "../selection/Selection";
import { Gate } from "../states/Gate";
import { Announcer } from "../ui/Announcer";
import { Header } from "./Header";
import { SessionProvider } from "./session";

export function App() {
  const address = useLocationAddress();
  const session = useRead(SessionDocument, {});
  // A memo, so that a new page of the list does not draw what only needs the session.
  const provided = useMemo(() => session, [session.data, session.failure, session.isLoading]);
  const [announcement, announce] = useState("");
  return (
    <AddressProvider value={address}>
      <SessionProvider value={provided}>
        <a className="skip" href="#content">
          Skip to the images
        </a>
        <Header />
        <Gate>
          <LiveProvider>
            <Selection>
              <main id="content" tabIndex={-1}>
                {address.view.section === "images" && <ImagesSection announce={announce} />}
              </main>
            </Selection>
          </LiveProvider>
        </Gate>
        <Announcer text={announcement} />
      </SessionProvider>
    </AddressProvider>
  );
}
