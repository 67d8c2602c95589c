import { app, type BrowserWindow, ipcMain, Menu, type MenuItemConstructorOptions } from "electron";
import { log } from "../terminal/terminal.ts";
import { registerAppScheme, serveAppScheme, WINDOW_URL, restrictPages } from "./app-protocol.ts";
import { parseAppFlags } from "./app-flags.ts";
import { EngineSupervisor, type ProjectChoice } from "./engine-supervisor.ts";
import { createKeychain } from "./keychain.ts";
import {
  askNewProject,
  askOpenProject,
  initialProject,
  rememberProject,
  sampleProjectChoice,
} from "./project-choice.ts";
import { saveDownloads } from "./save-download.ts";
import { openWindow } from "./window.ts";

const flags = parseAppFlags(process.argv, process.cwd());
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
  restrictPages();
  const supervisor = new EngineSupervisor(initialProject(flags.project), {
    keychain: createKeychain(log),
    onOpened: rememberProject,
    log,
  });
  saveDownloads(() => supervisor.projectFile);
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
  setApplicationMenu({
    newProject: () => void ask(askNewProject),
    openProject: () => void ask(askOpenProject),
    openSample: () => void show(sampleProjectChoice()),
  });

  ipcMain.on("counterproof:ready", (event) => {
    if (event.senderFrame?.url.startsWith(WINDOW_URL) === true) supervisor.connect(event.sender);
  });
  app.on("second-instance", (_event, argv, folder) => {
    const { project } = parseAppFlags(argv, folder);
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

interface ApplicationMenuActions {
  newProject(): void;
  openProject(): void;
  openSample(): void;
}

function setApplicationMenu(actions: ApplicationMenuActions): void {
  const file: MenuItemConstructorOptions[] = [
    { label: "New project…", accelerator: "CmdOrCtrl+Shift+N", click: () => actions.newProject() },
    { label: "Open project…", accelerator: "CmdOrCtrl+O", click: () => actions.openProject() },
    { label: "Open sample project", click: () => actions.openSample() },
    { type: "separator" },
    { role: process.platform === "darwin" ? "close" : "quit" },
  ];
  const view: MenuItemConstructorOptions[] = [
    { role: "reload" },
    { role: "toggleDevTools" },
    { type: "separator" },
    { role: "resetZoom" },
    { role: "zoomIn" },
    { role: "zoomOut" },
    { type: "separator" },
    { role: "togglefullscreen" },
  ];
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === "darwin" ? [{ role: "appMenu" as const }] : []),
    { label: "File", submenu: file },
    { role: "editMenu" },
    { label: "View", submenu: view },
    { role: "windowMenu" },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
