import { afterEach, describe, expect, it } from "vitest";
import {
  connect,
  disconnect,
  type EngineLink,
  engineLink,
  onConnected,
  engineState,
  setEngineState,
} from "../../../../renderer/engine-client/connection.ts";
import { problemOf } from "../../../../renderer/engine-client/client.ts";

const answering = (answer: string): EngineLink => ({ call: () => Promise.resolve(answer) });
const silent: EngineLink = { call: () => new Promise(() => {}) };
const call = (signal?: AbortSignal) => engineLink.call(["project", "get"], undefined, { context: {}, signal });

afterEach(() => {
  disconnect();
  setEngineState("connecting");
});

describe("calls and connections", () => {
  it("rejects a call in flight when the engine goes, in words for a person", async () => {
    connect(silent);
    const waiting = call();
    disconnect();
    await expect(waiting.catch((error: unknown) => problemOf(error).message)).resolves.toContain("The engine stopped");
  });

  it("rejects a call in flight when a new engine takes over, instead of waiting on the dead one", async () => {
    connect(silent);
    const waiting = call();
    connect(answering("new"));
    await expect(waiting).rejects.toThrow("The engine stopped");
    await expect(call()).resolves.toBe("new");
  });

  it("holds a call back until there is a connection", async () => {
    const waiting = call();
    connect(answering("here"));
    await expect(waiting).resolves.toBe("here");
  });

  it("gives up with the engine's own message once it is known not to come back", async () => {
    const waiting = call();
    setEngineState("failed", "The file is from a newer version.");
    await expect(waiting).rejects.toThrow("The file is from a newer version.");
  });

  it("lets go of a waiting call that was cancelled", async () => {
    const cancelling = new AbortController();
    const waiting = call(cancelling.signal);
    cancelling.abort(new Error("left the screen"));
    await expect(waiting).rejects.toThrow("left the screen");
  });

  it("tells listeners of every connection and marks the engine as up", () => {
    let connections = 0;
    onConnected(() => connections++);
    connect(answering("a"));
    connect(answering("b"));
    expect(connections).toBe(2);
    expect(engineState.getState().state).toBe("up");
  });
});
