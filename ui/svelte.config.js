// Read by tools that look at components; vite.config.ts says how they are built.
export default {};
