import { join } from 'node:path'
import { build } from 'vite'

/** Builds what Studio loads in the browser; `src/studio/server/static-files.ts` serves it. Resolves to the bundled modules. */
export async function buildStudio(root, target) {
  const { output } = await build({
    configFile: false,
    root: join(root, 'src/studio/ui'),
    logLevel: 'warn',
    build: {
      outDir: target,
      emptyOutDir: true,
      target: ['chrome120', 'firefox121', 'safari17'],
      // The policy of Studio allows no data URLs for scripts and styles.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // The editor of statements is large. It is loaded by the screen that has it.
      chunkSizeWarningLimit: 600,
    },
  })
  return output.flatMap((each) => (each.type === 'chunk' ? each.moduleIds : []))
}
