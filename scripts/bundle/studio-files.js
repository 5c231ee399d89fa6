import { buildPage } from './build-page.js'

/** Builds what Studio loads in the browser; `src/studio/server/static-files.ts` serves it. Resolves to the bundled modules. */
export async function buildStudio(root, target) {
  return buildPage(root, 'src/studio/ui', target, {
    // The editor of statements is large. It is loaded by the screen that has it.
    build: { chunkSizeWarningLimit: 600 },
  })
}
