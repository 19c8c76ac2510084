/** What is left when the page itself fails: the error, and a way to go on. */

import { Component, type ReactNode } from "react";

type Properties = { children: ReactNode };

export class ErrorBoundary extends Component<Properties, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(thrown: unknown): { error: Error } {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main className="whole-page" role="alert">
        <h1>The page has failed</h1>
        <p>This is a mistake of the dashboard. Your images are not affected.</p>
        <pre className="crash">{error.stack ?? error.message}</pre>
        <p>
          <button type="button" className="button button-primary" onClick={() => location.reload()}>
            Reload the page
          </button>{" "}
          <a href={location.pathname}>Start without filters</a>
        </p>
      </main>
    );
  }
}
