import { join } from 'node:path'
import { build } from 'vite'

/**
 * Builds what a browser loads, from a directory of the sources. `options` are of Vite; those of `build` are merged with the common
 * ones. Resolves to the bundled modules.
 */
export async function buildPage(root, source, target, { build: more, ...options }) {
  const { output } = await build({
    configFile: false,
    root: join(root, source),
    logLevel: 'warn',
    ...options,
    build: {
      outDir: target,
      emptyOutDir: true,
      target: ['chrome120', 'firefox121', 'safari17'],
      // The policies of the pages allow no data URLs.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      ...more,
    },
  })
  return output.flatMap((each) => (each.type === 'chunk' ? each.moduleIds : []))
}
