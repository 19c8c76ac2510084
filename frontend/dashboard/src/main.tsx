/** The dashboard: the page at `/ui`, a client of the GraphQL endpoint beside it. */

import { createRoot } from "react-dom/client";
import { Provider } from "urql";
import { client } from "./api/client";
import { App } from "./app/App";
import { ErrorBoundary } from "./states/ErrorBoundary";
import "./styles/tokens.css";
import "./styles/base.css";
import "./bulk/bulk.css";
import "./charts/charts.css";
import "./compare/compare.css";
import "./detail/copy.css";
import "./detail/detail.css";
import "./detail/history.css";
import "./detail/panels.css";
import "./editing/editing.css";
import "./editing/conflict.css";
import "./editing/share.css";
import "./export/export.css";
import "./facets/facets.css";
import "./filters/filters.css";
import "./keyboard/keyboard.css";
import "./list/list.css";
import "./list/table.css";
import "./list/cells.css";
import "./list/cards.css";
import "./live/live.css";
import "./overview/overview.css";
import "./sharing/sharing.css";
import "./states/states.css";
import "./ui/notices.css";

createRoot(document.getElementById("dashboard")!).render(
  <ErrorBoundary>
    <Provider value={client}>
      <App />
    </Provider>
  </ErrorBoundary>,
);
