/** Arbitrary states of an image, for tests. Few names and values, so that two states often meet. */

import { boolean, constantFrom, integer, option, record, uniqueArray } from "fast-check";
import { STATUSES, VISIBILITIES } from "../address/view";
import type { ImageState } from "./state";

const NAMES = ["a", "b", "os_distro", "", "__proto__", "constructor", "tag:a"];
const text = option(constantFrom("", "a", "null", "b\nc"), { nil: null });
export const anyState = record<ImageState>({
  name: text,
  status: constantFrom(...STATUSES),
  visibility: constantFrom(...VISIBILITIES),
  diskFormat: text,
  containerFormat: text,
  minDisk: integer({ min: 0, max: 3 }),
  minRam: integer({ min: 0, max: 3 }),
  owner: text,
  protected: boolean(),
  hidden: boolean(),
  tags: uniqueArray(constantFrom(...NAMES)),
  properties: uniqueArray(record({ name: constantFrom(...NAMES.filter(Boolean)), value: constantFrom("", "1", "2") }), {
    selector: ({ name }) => name,
  }),
});
