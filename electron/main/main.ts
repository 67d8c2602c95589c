import { app, type BrowserWindow, ipcMain } from "electron";
import { log } from "../terminal/terminal.ts";
import { registerAppScheme, serveAppScheme, WINDOW_URL } from "./app-protocol.ts";
import { readFlags } from "./command-line.ts";
import { EngineSupervisor, type ProjectChoice } from "./engine-supervisor.ts";
import { createKeychain } from "./keychain.ts";
import { lockDown } from "./lockdown.ts";
import { setMenu } from "./menu.ts";
import { askNewProject, askOpenProject, firstProject, rememberProject, sampleProject } from "./project-choice.ts";
import { openWindow } from "./window.ts";

const flags = readFlags(process.argv, process.cwd());
if (flags.userDataFolder !== null) app.setPath("userData", flags.userDataFolder);
registerAppScheme();

if (app.requestSingleInstanceLock({ project: flags.project })) {
  void app.whenReady().then(run);
} else {
  log("Counterproof is open already; its window comes to the front.");
  app.exit(0);
}

function run(): void {
  serveAppScheme();
  lockDown();
  const supervisor = new EngineSupervisor(firstProject(flags.project), {
    keychain: createKeychain(log),
    onOpened: rememberProject,
    log,
  });
  supervisor.start();
  let window = openWindow(log);

  const show = async (project: ProjectChoice | null) => {
    if (project === null) return;
    await supervisor.open(project);
    if (window.isDestroyed()) window = openWindow(log);
    else window.webContents.reload();
  };
  const ask = async (question: (parent: BrowserWindow) => Promise<ProjectChoice | null>) => {
    if (window.isDestroyed()) window = openWindow(log);
    await show(await question(window));
  };
  setMenu({
    newProject: () => void ask(askNewProject),
    openProject: () => void ask(askOpenProject),
    openSample: () => void show(sampleProject()),
  });

  ipcMain.on("counterproof:ready", (event) => {
    if (event.senderFrame?.url.startsWith(WINDOW_URL) === true) supervisor.connect(event.sender);
  });
  app.on("second-instance", (_event, argv, folder) => {
    const { project } = readFlags(argv, folder);
    if (project !== null) void show({ file: project, createIfMissing: null });
    if (window.isDestroyed()) window = openWindow(log);
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on("activate", () => {
    if (window.isDestroyed()) window = openWindow(log);
  });
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  // The engine closes its file first: a quit that overtook it would leave the file's journal behind.
  app.once("will-quit", (event) => {
    event.preventDefault();
    void supervisor.close().finally(() => app.exit(0));
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => app.quit());
}
