/** Keys for those who use no mouse. */

export function Keyboard() {
  return null;
}
