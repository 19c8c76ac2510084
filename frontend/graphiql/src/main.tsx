/** The page: GraphiQL over the GraphQL endpoint whose address the page itself has. */

import "graphiql/setup-workers/vite";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { createRoot } from "react-dom/client";
import { examples } from "./examples";
import { forgetLink, linked } from "./link";
import { keepTabs, keptTabs, shouldPersistHeaders, storage } from "./storage";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./page.css";

// Not location.href, which may have a query or, after `user:password@`, what fetch refuses.
const address = location.origin + location.pathname;

const fetcher = createGraphiQLFetcher({
  url: address,
  // What the editor has as headers is said in the first message.
  subscriptionUrl: address.replace(/^http/, "ws"),
  enableIncrementalDelivery: false,
});

const kept = keptTabs();
const open = linked ?? kept?.tabs[kept.activeTabIndex] ?? examples[0];

createRoot(document.getElementById("graphiql")!).render(
  <GraphiQL
    fetcher={fetcher}
    // These replace the default, which is the history.
    plugins={[HISTORY_PLUGIN, explorerPlugin()]}
    defaultTabs={linked ? [linked, ...examples] : examples}
    // By these GraphiQL knows which of the tabs is open; one that it does not find it would add.
    initialQuery={open?.query ?? ""}
    initialVariables={open?.variables ?? ""}
    initialHeaders={open?.headers ?? ""}
    defaultEditorToolsVisibility={true}
    storage={storage}
    onTabChange={(tabs) => {
      keepTabs(tabs);
      forgetLink();
    }}
    shouldPersistHeaders={shouldPersistHeaders()}
    showPersistHeadersSettings={true}
  >
    <GraphiQL.Logo>Glimpse</GraphiQL.Logo>
  </GraphiQL>,
);
