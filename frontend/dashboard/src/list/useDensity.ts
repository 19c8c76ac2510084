/** How tight the rows are. A habit of the reader, not a part of the view: it is kept in the browser, not the address. */

import { useState } from "react";

const KEY = "glimpse.dense";

export function useDensity(): [boolean, (isDense: boolean) => void] {
  const [isDense, setDense] = useState(stored);
  return [
    isDense,
    (next) => {
      setDense(next);
      try {
        localStorage.setItem(KEY, String(next));
      } catch {
        // The browser forbids storage: the choice lasts as long as the page.
      }
    },
  ];
}

function stored(): boolean {
  try {
    return localStorage.getItem(KEY) === "true";
  } catch {
    return false;
  }
}
