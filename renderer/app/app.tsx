import { Tooltip } from "@base-ui/react/tooltip";
import { QueryClientProvider } from "@tanstack/react-query";
import { queryClient } from "../engine-client/index.ts";
import { ConfirmDialog, Toasts } from "../ui/index.ts";
import { ConsentDialog } from "./consent-dialog.tsx";
import { CrashBoundary } from "./crash-boundary.tsx";
import { Frame } from "./frame.tsx";

export function App() {
  return (
    <CrashBoundary>
      <QueryClientProvider client={queryClient}>
        <Tooltip.Provider>
          <Frame />
        </Tooltip.Provider>
        <ConsentDialog />
        <ConfirmDialog />
        <Toasts />
      </QueryClientProvider>
    </CrashBoundary>
  );
}
