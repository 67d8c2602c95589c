import { QueryClient } from "@tanstack/react-query";

/**
 * Owns what came from the engine. Events say when something changed, so nothing is asked for by the clock;
 * the engine is on this machine, so being offline holds nothing back.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
