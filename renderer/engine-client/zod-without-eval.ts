import { z } from "zod";

// The window's policy forbids eval. Must run before the first schema is made, so main.tsx imports this first.
z.config({ jitless: true });
