"""JavaScript: lockfiles and manifests of npm, yarn, pnpm, Bun and Deno."""
