import "./engine-client/zod-without-eval.ts";
import "@fontsource-variable/jetbrains-mono";
import "./theme/tokens.css";
import "./theme/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { listenToKeys } from "./shell/commands.ts";
import { applyTheme } from "./shell/theme.ts";
import { startEngineClient } from "./engine-client/start.ts";

applyTheme();
startEngineClient();
listenToKeys(window);

const place = document.getElementById("root");
if (place === null) throw new Error("index.html has no #root to draw in.");
createRoot(place).render(<App />);
