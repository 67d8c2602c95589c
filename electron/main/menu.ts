import { Menu, type MenuItemConstructorOptions } from "electron";

export interface MenuActions {
  newProject(): void;
  openProject(): void;
  openSample(): void;
}

export function setMenu(actions: MenuActions): void {
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
