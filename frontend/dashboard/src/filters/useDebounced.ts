/** A value that follows another one when that rests. */

import { useEffect, useState } from "react";

export function useDebounced<Value>(value: Value, milliseconds = 250): Value {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
