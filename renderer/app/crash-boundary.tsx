import { Component, type ReactNode } from "react";
import { messageOf } from "../../shared/message-of.ts";
import { ErrorState } from "../ui/index.ts";

interface State {
  message: string | null;
}

/** A screen that cannot be drawn says so; everything recorded is with the engine and safe. */
export class CrashBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { message: null };

  static getDerivedStateFromError(error: unknown): State {
    return { message: messageOf(error) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <ErrorState
        title="This screen could not be drawn"
        message={`${this.state.message}. Versions, conversations and recorded replies are kept.`}
        onRetry={() => this.setState({ message: null })}
      />
    );
  }
}
