/** The dashboard: the page at `/ui`, a client of the GraphQL endpoint beside it. */

import { createRoot } from "react-dom/client";
import { Provider } from "urql";
import { client } from "./api/client";
import { App } from "./app/App";
import "./styles/tokens.css";
import "./styles/base.css";
import "./list/list.css";
import "./list/table.css";
import "./list/cells.css";
import "./list/cards.css";
import "./filters/filters.css";

createRoot(document.getElementById("dashboard")!).render(
  <Provider value={client}>
    <App />
  </Provider>,
);
