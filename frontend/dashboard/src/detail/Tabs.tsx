/** Tabs as the WAI-ARIA practices describe them: one stop of the Tab key, arrow keys between them. */

import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";

export type Tab = { key: string; label: string };

type Properties = {
  label: string;
  tabs: readonly Tab[];
  selected: string;
  onSelect: (key: string, by: "pointer" | "arrow") => void;
  children: ReactNode;
};

export function Tabs({ label, tabs, selected, onSelect, children }: Properties) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ key }) => key === selected);
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const index = (target + tabs.length) % tabs.length;
    onSelect(tabs[index]!.key, "arrow");
    (list.current?.children[index] as HTMLElement | undefined)?.focus();
  };
  return (
    <>
      <div ref={list} className="tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            aria-selected={tab.key === selected}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === selected ? 0 : -1}
            onClick={() => onSelect(tab.key, "pointer")}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div className="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${selected}`} tabIndex={0}>
        {children}
      </div>
    </>
  );
}
